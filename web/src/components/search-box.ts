// The search field with its lens, its clear button, the bar that moves while an answer is under way, and the suggestions
// below it: together a combobox by the WAI-ARIA pattern.
import { h, icon } from '../dom';
import { Suggester } from '../suggester';
import { kCrossPath, kLensPath } from './icons';
import { SuggestionList } from './suggestion-list';

interface SearchBoxEvents {
  onType(text: string): void;
  onSubmit(): void;
  onLeave(): void;
}

export class SearchBox {
  readonly element: HTMLElement;
  private readonly form: HTMLFormElement;
  private readonly input: HTMLInputElement;
  private readonly clear: HTMLButtonElement;
  private readonly list = new SuggestionList((text) => this.take(text));
  private readonly suggester = new Suggester((typed, groups) => {
    this.list.show(typed, groups);
    this.drawCombobox();
  });

  constructor(private readonly events: SearchBoxEvents) {
    this.input = h('input', {
      id: 'query',
      class: 'search-box__input',
      type: 'search',
      name: 'q',
      placeholder: 'Search for products',
      maxlength: 200,
      autocomplete: 'off',
      autocapitalize: 'off',
      spellcheck: 'false',
      enterkeyhint: 'search',
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox',
      'aria-expanded': 'false',
      'aria-controls': 'suggestions',
      'aria-describedby': 'keys',
    });
    this.clear = h(
      'button',
      { type: 'button', class: 'search-box__clear', 'aria-label': 'Clear the search', hidden: true },
      icon(kCrossPath),
    );
    this.form = h(
      'form',
      { class: 'search-box', role: 'search', action: '/', method: 'get' },
      h('label', { class: 'visually-hidden', for: 'query' }, 'Search for products'),
      icon(kLensPath, 'icon search-box__lens'),
      this.input,
      h('kbd', { class: 'search-box__key', 'aria-hidden': 'true' }, '/'),
      this.clear,
      h('p', { id: 'keys', class: 'visually-hidden' },
        'Results and suggestions appear as you type. Arrow down goes to the suggestions and, when they are closed, to the ' +
        'results. Slash comes back here, escape closes the suggestions, then clears.'),
    );
    this.element = h('div', { class: 'search-field' }, this.form, this.list.element);

    this.input.addEventListener('input', () => {
      this.clear.hidden = this.input.value === '';
      if (!this.input.value.trim()) this.closeList(true);
      this.suggester.type(this.input.value);
      events.onType(this.input.value);
    });
    this.input.addEventListener('keydown', (event) => {
      if (!event.isComposing) this.key(event);
    });
    this.input.addEventListener('blur', () => this.closeList());
    this.clear.addEventListener('click', () => this.empty());
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  get text(): string {
    return this.input.value;
  }

  show(text: string): void {
    if (this.input.value !== text) this.input.value = text;
    this.clear.hidden = text === '';
  }

  setBusy(busy: boolean): void {
    this.form.classList.toggle('search-box--busy', busy);
  }

  focus(): void {
    this.input.focus();
    this.input.select();
  }

  private key(event: KeyboardEvent): void {
    const { list } = this;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Escape') {
      event.preventDefault();
      if (list.isOpen) this.closeList();
      else this.empty();
    } else if (event.key === 'Enter' && list.isOpen && list.chosen) {
      event.preventDefault();
      this.take(list.chosen.text);
    } else if (event.key === 'Tab' && list.isOpen && list.chosen && !event.shiftKey) {
      this.take(list.chosen.text);
    } else if (step !== 0 && list.isOpen) {
      event.preventDefault();
      list.step(step);
      this.drawCombobox();
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      if (event.altKey) list.open();
      else this.events.onLeave();
      this.drawCombobox();
    }
  }

  /** Searches for a suggestion. */
  private take(text: string): void {
    this.show(text);
    this.submit();
  }

  private submit(): void {
    this.closeList(true);
    this.events.onSubmit();
  }

  /** @param forget what was suggested is of no use any more. */
  private closeList(forget = false): void {
    this.suggester.stop();
    if (forget) this.list.empty();
    else this.list.close();
    this.drawCombobox();
  }

  private drawCombobox(): void {
    this.input.setAttribute('aria-expanded', String(this.list.isOpen));
    const { chosen } = this.list;
    if (chosen && this.list.isOpen) this.input.setAttribute('aria-activedescendant', chosen.id);
    else this.input.removeAttribute('aria-activedescendant');
  }

  private empty(): void {
    this.closeList(true);
    this.show('');
    this.input.focus();
    this.events.onType('');
  }
}
