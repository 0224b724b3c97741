// At least how many stars: one choice out of four, with how many products each leaves.
import type { Facet } from '../api';
import { h } from '../dom';
import { formatCount } from '../format';
import { stars } from './rating';

const kSteps = [4, 3, 2] as const;

export class RatingFacet {
  readonly element: HTMLElement;
  private readonly counts = new Map<number, HTMLElement>();
  private readonly boxes = new Map<number, HTMLInputElement>();

  /** @param onChoose gets the least number of stars, 0 for any. */
  constructor(onChoose: (least: number) => void) {
    this.element = h('div', { class: 'facet', role: 'radiogroup', 'aria-label': 'Customer rating' },
      h('ul', { class: 'facet__values' }, ...[...kSteps, 0].map((least) => this.row(least, onChoose))));
  }

  /** @param facet with a histogram of buckets one star wide. */
  show(facet: Facet | undefined, least: number): void {
    for (const [step, count] of this.counts) {
      const fits = (facet?.histogram ?? []).filter(({ from }) => from >= step);
      count.textContent = step === 0 ? '' : formatCount(fits.reduce((sum, bucket) => sum + bucket.count, 0));
    }
    for (const [step, box] of this.boxes) box.checked = step === least;
  }

  private row(least: number, onChoose: (least: number) => void): HTMLLIElement {
    const box = h('input', { type: 'radio', name: 'rating', class: 'facet__box', value: least });
    const count = h('span', { class: 'facet__count' });
    box.addEventListener('change', () => onChoose(least));
    this.boxes.set(least, box);
    this.counts.set(least, count);
    const label = least === 0
      ? ['Any rating']
      : [stars(least), h('span', { class: 'visually-hidden' }, `${least} stars `), h('span', {}, '& up')];
    return h('li', {}, h('label', { class: 'facet__row' }, box, h('span', { class: 'facet__label' }, ...label), count));
  }
}
