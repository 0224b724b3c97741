// In which order the results come: the browser's own menu, dressed as a button.
import { h, icon } from '../dom';
import { kSorts } from '../location-state';
import { kChevronPath } from './icons';

export class SortMenu {
  readonly element: HTMLElement;
  private readonly menu: HTMLSelectElement;

  constructor(onChoose: (sort: string) => void) {
    this.menu = h('select', { class: 'sort__menu', 'aria-label': 'Sort by' },
      ...kSorts.map(({ value, label }) => h('option', { value }, label)));
    this.menu.addEventListener('change', () => onChoose(this.menu.value));
    this.element = h('span', { class: 'tool sort' }, this.menu, icon(kChevronPath, 'icon sort__chevron'));
  }

  show(sort: string): void {
    this.menu.value = sort;
  }
}
