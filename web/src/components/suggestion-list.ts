// The list below the search field while something is typed: suggestions by kind. A listbox of the combobox pattern: the
// focus stays in the field, which names the chosen option (see search-box.ts).
import type { SuggestionGroups, SuggestionKind } from '../api';
import { h, icon } from '../dom';
import { kBoxPath, kLensPath } from './icons';

/** What is shown of each kind, in this order. */
const kKinds: readonly { kind: SuggestionKind; title: string; most: number; drawing: string }[] = [
  { kind: 'queries', title: 'Searches', most: 5, drawing: kLensPath },
  { kind: 'categories', title: 'Categories', most: 3, drawing: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z' },
  { kind: 'brands', title: 'Brands', most: 3, drawing: 'M12 3l8 8.5l-8.5 8.5L3 11.5V3zM7.5 7.5h.1' },
  { kind: 'products', title: 'Products', most: 4, drawing: kBoxPath },
];

/** `text` with what goes beyond the typed words in bold. */
function completed(text: string, typed: string): Node[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return text.split(/(\s+)/).map((part) => {
    const lower = part.toLowerCase();
    const known = Math.max(0, ...words.filter((word) => lower.startsWith(word)).map((word) => word.length));
    return h('span', {}, part.slice(0, known), known < part.length && h('b', {}, part.slice(known)));
  });
}

export class SuggestionList {
  readonly element = h('div', { id: 'suggestions', class: 'suggestions', role: 'listbox', 'aria-label': 'Suggestions', hidden: true });
  private options: HTMLElement[] = [];
  private at = -1;

  /** @param onPick the shopper pressed an option with a mouse or a finger. */
  constructor(onPick: (text: string) => void) {
    // The field must not lose the focus before the press is over.
    this.element.addEventListener('pointerdown', (event) => event.preventDefault());
    this.element.addEventListener('mousedown', (event) => event.preventDefault());
    this.element.addEventListener('click', (event) => {
      const option = (event.target as Element).closest<HTMLElement>('[role=option]');
      if (option) onPick(option.dataset['text'] ?? '');
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  get isEmpty(): boolean {
    return this.options.length === 0;
  }

  /** The chosen option's id and text, null while none is chosen. */
  get chosen(): { id: string; text: string } | null {
    const option = this.options[this.at];
    return option ? { id: option.id, text: option.dataset['text'] ?? '' } : null;
  }

  /** What was chosen stays so where the new list has it, too: the shopper may have been quicker than the answer. */
  show(typed: string, groups: SuggestionGroups): void {
    const chosen = this.chosen?.text;
    this.options = [];
    const sections = kKinds.flatMap(({ kind, title, most, drawing }) => {
      const options = (groups[kind] ?? []).slice(0, most).map(({ text }) => this.option(text, typed, drawing));
      if (options.length === 0) return [];
      const id = `suggestions-${kind}`;
      return h('div', { role: 'group', class: 'suggestions__group', 'aria-labelledby': id },
        h('p', { id, class: 'suggestions__title', role: 'presentation' }, title), ...options);
    });
    this.element.replaceChildren(...sections);
    this.at = -1;
    this.choose(this.options.findIndex((option) => option.dataset['text'] === chosen));
    this.element.hidden = this.isEmpty;
  }

  open(): void {
    this.element.hidden = this.isEmpty;
  }

  close(): void {
    this.element.hidden = true;
    this.choose(-1);
  }

  /** Forgets the options, too. */
  empty(): void {
    this.options = [];
    this.close();
  }

  /** Chooses the next option (1) or the one before (-1); past either end none is chosen. */
  step(by: 1 | -1): void {
    const places = this.options.length + 1;
    this.choose(((this.at + 1 + by + places) % places) - 1);
  }

  private choose(at: number): void {
    this.options[this.at]?.setAttribute('aria-selected', 'false');
    this.at = at;
    this.options[at]?.setAttribute('aria-selected', 'true');
    this.options[at]?.scrollIntoView({ block: 'nearest' });
  }

  private option(text: string, typed: string, drawing: string): HTMLElement {
    const option = h(
      'div',
      { id: `suggestion-${this.options.length}`, class: 'suggestion', role: 'option', 'aria-selected': 'false', 'data-text': text },
      icon(drawing, 'icon suggestion__icon'),
      h('span', { class: 'suggestion__text', dir: 'auto' }, ...completed(text, typed)),
    );
    this.options.push(option);
    return option;
  }
}
