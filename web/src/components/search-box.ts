// The search field with its lens, its clear button and the bar that moves while an answer is under way.
import { h, icon } from '../dom';

interface SearchBoxEvents {
  onType(text: string): void;
  onSubmit(): void;
  onLeave(): void;
}

const kLensPath = 'M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.5 15.5L20.5 20.5';
const kCrossPath = 'M6.5 6.5L17.5 17.5M17.5 6.5L6.5 17.5';

export class SearchBox {
  readonly element: HTMLFormElement;
  private readonly input: HTMLInputElement;
  private readonly clear: HTMLButtonElement;

  constructor(events: SearchBoxEvents) {
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
      'aria-controls': 'results',
      'aria-describedby': 'keys',
    });
    this.clear = h(
      'button',
      { type: 'button', class: 'search-box__clear', 'aria-label': 'Clear the search', hidden: true },
      icon(kCrossPath),
    );
    this.element = h(
      'form',
      { class: 'search-box', role: 'search', action: '/', method: 'get' },
      h('label', { class: 'visually-hidden', for: 'query' }, 'Search for products'),
      icon(kLensPath, 'icon search-box__lens'),
      this.input,
      h('kbd', { class: 'search-box__key', 'aria-hidden': 'true' }, '/'),
      this.clear,
      h('p', { id: 'keys', class: 'visually-hidden' },
        'Results appear as you type. Arrow down goes to them, slash comes back here, escape clears.'),
    );

    this.input.addEventListener('input', () => {
      this.clear.hidden = this.input.value === '';
      events.onType(this.input.value);
    });
    this.input.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        event.preventDefault();
        this.empty(events);
      } else if (event.key === 'ArrowDown' && !event.isComposing) {
        event.preventDefault();
        events.onLeave();
      }
    });
    this.clear.addEventListener('click', () => this.empty(events));
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      events.onSubmit();
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
    this.element.classList.toggle('search-box--busy', busy);
  }

  focus(): void {
    this.input.focus();
    this.input.select();
  }

  private empty(events: SearchBoxEvents): void {
    this.show('');
    this.input.focus();
    events.onType('');
  }
}
