// Where the filters stand: a column beside the results where there is room, else a sheet over the page that a button
// opens. The sheet is a modal dialog, so the browser keeps the focus in it and closes it on Escape.
import { h, icon } from '../dom';
import { kCrossPath, kSlidersPath } from './icons';

/** As in facets.css. */
const kNarrow = '(max-width: 899px)';

export class FilterSheet {
  /** The column; empty while the filters are in the sheet. */
  readonly column = h('aside', { class: 'sidebar' });
  /** Opens the sheet; shown only where there is no column. */
  readonly button: HTMLButtonElement;
  private readonly dialog: HTMLDialogElement;
  private readonly body = h('div', { class: 'sheet__body' });
  private readonly done = h('button', { type: 'button', class: 'button button--main sheet__done' });
  private readonly clear = h('button', { type: 'button', class: 'button' }, 'Clear all');
  private readonly badge = h('span', { class: 'tool__badge', hidden: true });
  private readonly narrow = matchMedia(kNarrow);

  constructor(private readonly filters: HTMLElement, onClear: () => void) {
    this.button = h('button', { type: 'button', class: 'tool tool--filters', 'aria-haspopup': 'dialog' },
      icon(kSlidersPath), 'Filters', this.badge);
    const close = h('button', { type: 'button', class: 'sheet__close', 'aria-label': 'Close the filters' }, icon(kCrossPath));
    this.dialog = h('dialog', { class: 'sheet', 'aria-labelledby': 'sheet-title' },
      h('div', { class: 'sheet__head' }, h('h2', { id: 'sheet-title', class: 'sheet__title' }, 'Filters'), close),
      this.body,
      h('div', { class: 'sheet__foot' }, this.clear, this.done));
    this.button.addEventListener('click', () => this.dialog.showModal());
    this.clear.addEventListener('click', onClear);
    for (const element of [close, this.done]) element.addEventListener('click', () => this.dialog.close());
    // A press beside the sheet is a press on the dialog itself.
    this.dialog.addEventListener('click', (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
    this.narrow.addEventListener('change', () => this.place());
    this.place();
  }

  get sheet(): HTMLDialogElement {
    return this.dialog;
  }

  /** @param chosen how many filters are on; `found` is what the button that closes the sheet says. */
  show(chosen: number, found: string): void {
    this.badge.hidden = chosen === 0;
    this.badge.textContent = String(chosen);
    this.clear.hidden = chosen === 0;
    this.done.textContent = found;
  }

  private place(): void {
    if (!this.narrow.matches && this.dialog.open) this.dialog.close();
    (this.narrow.matches ? this.body : this.column).append(this.filters);
  }
}
