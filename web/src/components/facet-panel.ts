// The filters beside the results: one folding section a facet. Draws what is filtered by and counted; the filters
// themselves are chip values (see filters.ts).
import type { Chip, Facet, FacetValue } from '../api';
import { h, icon } from '../dom';
import { chipOf, kListFields, type ListField, type PriceRange, readPrice } from '../filters';
import { formatCount } from '../format';
import { FacetList } from './facet-list';
import { kChevronPath } from './icons';
import { PriceFacet } from './price-facet';
import { RatingFacet } from './rating-facet';
import { swatch } from './swatch';

interface FacetPanelEvents {
  onToggle(value: string): void;
  onPrice(range: PriceRange): void;
  find(field: ListField, prefix: string, signal: AbortSignal): Promise<FacetValue[]>;
}

const kTitles: Readonly<Record<ListField, string>> = { category: 'Category', brand: 'Brand', color: 'Colour' };
const kSearchLabels: Readonly<Record<ListField, string>> = {
  category: 'Find a category', brand: 'Find a brand', color: 'Find a colour',
};
const kFlags: readonly { field: string; chip: string; label: string }[] = [
  { field: 'in_stock', chip: 'in_stock', label: 'In stock' },
  { field: 'cod', chip: 'cod', label: 'Cash on delivery' },
];

function section(title: string, content: HTMLElement): HTMLDetailsElement {
  return h('details', { class: 'facets__section', open: true },
    h('summary', { class: 'facets__title' }, title, icon(kChevronPath, 'icon facets__chevron')), content);
}

interface Flag {
  row: HTMLElement;
  box: HTMLInputElement;
  count: HTMLElement;
}

export class FacetPanel {
  readonly element = h('section', { class: 'facets', 'aria-label': 'Filters' });
  private readonly lists: Record<ListField, FacetList>;
  private readonly price: PriceFacet;
  private readonly rating: RatingFacet;
  private readonly flags: Flag[];
  private readonly sections: Record<ListField | 'price' | 'rating' | 'flags', HTMLElement>;
  private chips: string[] = [];

  constructor(events: FacetPanelEvents) {
    const list = (field: ListField) => new FacetList({
      field,
      searchLabel: kSearchLabels[field],
      ...(field === 'color' && { decorate: swatch }),
      onToggle: (value) => events.onToggle(`${field}_${value}`),
      find: (prefix, signal) => events.find(field, prefix, signal),
    });
    this.lists = { category: list('category'), brand: list('brand'), color: list('color') };
    this.price = new PriceFacet((range) => events.onPrice(range));
    this.rating = new RatingFacet((least) => {
      const before = this.chips.find((chip) => /^\dplus$/.test(chip));
      const value = least === 0 ? before : `${least}plus`;
      if (value) events.onToggle(value);
    });
    this.flags = kFlags.map(({ chip, label }) => {
      const box = h('input', { type: 'checkbox', class: 'facet__box', value: chip });
      const count = h('span', { class: 'facet__count' });
      box.addEventListener('change', () => events.onToggle(chip));
      const row = h('label', { class: 'facet__row' }, box, h('span', { class: 'facet__label' }, label), count);
      return { box, count, row: h('li', {}, row) };
    });
    this.sections = {
      category: section(kTitles.category, this.lists.category.element),
      price: section('Price', this.price.element),
      brand: section(kTitles.brand, this.lists.brand.element),
      rating: section('Customer rating', this.rating.element),
      color: section(kTitles.color, this.lists.color.element),
      flags: section('Availability',
        h('div', { class: 'facet' }, h('ul', { class: 'facet__values' }, ...this.flags.map(({ row }) => row)))),
    };
    this.showSkeletons();
  }

  /** Grey rows in the place of facets that are on their way. */
  showSkeletons(): void {
    this.element.setAttribute('aria-busy', 'true');
    const rows = [70, 90, 55, 80, 64].map((width) => {
      const row = h('span', { class: 'facets__skeleton skeleton' });
      row.style.width = `${width}%`;
      return row;
    });
    this.element.replaceChildren(...[0, 1, 2].map(() =>
      h('div', { class: 'facets__section', 'aria-hidden': 'true' }, ...rows.map((row) => row.cloneNode()))));
  }

  /** @param chips what the shopper filters by; `offered` are all there are, active those of the query's words, too. */
  show(facets: Facet[], chips: string[], offered: Chip[]): void {
    this.chips = chips;
    const facet = (name: string) => facets.find(({ field }) => field === name);
    const active = offered.filter((chip) => chip.active).map(({ value }) => value);
    for (const field of kListFields) this.showList(field, facet(field), facets, offered);
    const price = facet('price');
    this.sections.price.hidden = !price || !PriceFacet.fits(price);
    if (price && PriceFacet.fits(price)) this.price.show(price, readPrice(active));
    const least = Number(/^(\d)plus$/.exec(active.find((chip) => /^\dplus$/.test(chip)) ?? '')?.[1] ?? 0);
    this.rating.show(facet('rating'), least);
    this.sections.rating.hidden = (facet('rating')?.stats?.count ?? 0) === 0 && least === 0;
    kFlags.forEach(({ field, chip }, at) => this.showFlag(this.flags[at], facet(field), chips.includes(chip)));
    this.sections.flags.hidden = this.flags.every(({ row }) => row.hidden);
    if (this.element.getAttribute('aria-busy') === null) return;
    this.element.removeAttribute('aria-busy');
    this.element.replaceChildren(...Object.values(this.sections));
  }

  private showList(field: ListField, facet: Facet | undefined, facets: Facet[], offered: Chip[]): void {
    const prefix = `${field}_`;
    const chosen = this.chips.filter((chip) => chip.startsWith(prefix)).map((chip) => (
      { value: chip.slice(prefix.length), label: chipOf(chip, offered, facets).label, count: NaN }));
    this.lists[field].show(facet ?? { field, values: [], distinct: 0 }, chosen);
    this.sections[field].hidden = chosen.length === 0 && (facet?.values.length ?? 0) === 0;
  }

  private showFlag(flag: Flag | undefined, facet: Facet | undefined, chosen: boolean): void {
    if (!flag) return;
    const count = facet?.values.find(({ value }) => value === 'true')?.count ?? 0;
    flag.box.checked = chosen;
    flag.count.textContent = formatCount(count);
    flag.row.hidden = count === 0 && !chosen;
  }
}
