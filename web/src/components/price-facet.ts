// A range of prices: how many products there are at which price, two handles below, and two fields for exact amounts.
// Steps grow with the price, as people think of it: a hundred rupees matter at 300 and not at 30,000.
import type { Facet, HistogramBucket } from '../api';
import { h } from '../dom';
import { kPriceStep, type PriceRange } from '../filters';
import { formatCount, formatPrice } from '../format';

const kSteps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/** 0, 100, 200 … 1,000, 1,200 …: those around the buckets and the chosen range, at least two. */
function edgesAround(buckets: HistogramBucket[], range: PriceRange): number[] {
  const low = Math.min(buckets[0]?.from ?? 0, range.from ?? Infinity);
  const high = Math.max(buckets.at(-1)?.to ?? 0, range.to ?? 0, (range.from ?? 0) + kPriceStep);
  let edges = [0];
  for (let unit = kPriceStep; (edges.at(-1) ?? 0) < high; unit *= 10) {
    for (const step of kSteps) {
      const last = edges.at(-1) ?? 0;
      const next = Math.round((step * unit) / kPriceStep) * kPriceStep;
      if (next <= last || last >= high) continue;
      edges = next <= low ? [next] : [...edges, next];
    }
  }
  return edges;
}

function nearest(edges: number[], amount: number): number {
  return edges.reduce((best, edge, at) => (Math.abs(edge - amount) < Math.abs((edges[best] ?? 0) - amount) ? at : best), 0);
}

export class PriceFacet {
  readonly element: HTMLElement;
  private readonly bars = h('div', { class: 'price-range__bars', 'aria-hidden': 'true' });
  private readonly lower = this.handle('Lowest price');
  private readonly upper = this.handle('Highest price');
  private readonly from = this.amount('Min');
  private readonly to = this.amount('Max');
  private edges = [0, 0];
  /** A handle is being moved: what is shown is the shopper's. */
  private moving = false;

  constructor(private readonly onChoose: (range: PriceRange) => void) {
    this.element = h('div', { class: 'price-range' }, this.bars,
      h('div', { class: 'price-range__handles' }, h('span', { class: 'price-range__track', 'aria-hidden': 'true' }), this.lower, this.upper),
      h('div', { class: 'price-range__amounts' },
        h('label', { class: 'amount' }, h('span', { 'aria-hidden': 'true' }, '₹'), this.from),
        h('span', { 'aria-hidden': 'true' }, 'to'),
        h('label', { class: 'amount' }, h('span', { 'aria-hidden': 'true' }, '₹'), this.to)));
    for (const handle of [this.lower, this.upper]) {
      handle.addEventListener('input', () => {
        this.moving = true;
        this.keepApart(handle);
        this.draw();
      });
      handle.addEventListener('change', () => {
        this.moving = false;
        this.onChoose(this.range());
      });
    }
    for (const field of [this.from, this.to]) {
      field.addEventListener('change', () => this.onChoose({ from: this.typed(this.from), to: this.typed(this.to) }));
    }
  }

  /** Whether there are prices to choose between. */
  static fits(facet: Facet | undefined): boolean {
    return (facet?.histogram?.length ?? 0) > 1;
  }

  /** @param facet with a histogram of steps of kPriceStep. */
  show(facet: Facet, range: PriceRange): void {
    if (this.moving) return;
    const buckets = facet.histogram ?? [];
    this.edges = edgesAround(buckets, range);
    const last = this.edges.length - 1;
    for (const handle of [this.lower, this.upper]) handle.max = String(last);
    this.lower.value = String(range.from === null ? 0 : Math.min(nearest(this.edges, range.from), last - 1));
    this.upper.value = String(range.to === null ? last : Math.max(nearest(this.edges, range.to), Number(this.lower.value) + 1));
    this.drawBars(buckets);
    this.draw();
    if (document.activeElement !== this.from) this.from.value = range.from === null ? '' : String(range.from);
    if (document.activeElement !== this.to) this.to.value = range.to === null ? '' : String(range.to);
    this.from.placeholder = formatCount(this.edges[0] ?? 0);
    this.to.placeholder = formatCount(this.edges[last] ?? 0);
  }

  private handle(label: string): HTMLInputElement {
    return h('input', { type: 'range', class: 'price-range__handle', min: 0, max: 1, step: 1, 'aria-label': label });
  }

  private amount(label: string): HTMLInputElement {
    return h('input', { type: 'number', class: 'amount__field', min: 0, max: 100_000_000, step: 1, inputmode: 'numeric',
      'aria-label': `${label} price in rupees` });
  }

  private typed(field: HTMLInputElement): number | null {
    const amount = Math.round(field.valueAsNumber);
    return Number.isFinite(amount) && amount >= 0 ? amount : null;
  }

  private range(): PriceRange {
    const low = Number(this.lower.value);
    const high = Number(this.upper.value);
    return {
      from: low === 0 ? null : (this.edges[low] ?? null),
      to: high === this.edges.length - 1 ? null : (this.edges[high] ?? null),
    };
  }

  private keepApart(moved: HTMLInputElement): void {
    const low = Number(this.lower.value);
    const high = Number(this.upper.value);
    if (low < high) return;
    if (moved === this.lower) this.lower.value = String(high - 1);
    else this.upper.value = String(low + 1);
  }

  private drawBars(buckets: HistogramBucket[]): void {
    const counts = this.edges.slice(0, -1).map((edge, at) => {
      const next = this.edges[at + 1] ?? Infinity;
      return buckets.filter(({ from }) => from >= edge && from < next).reduce((sum, { count }) => sum + count, 0);
    });
    const most = Math.max(1, ...counts);
    this.bars.replaceChildren(...counts.map((count, at) => {
      const bar = h('span', { class: 'price-range__bar',
        title: `${this.rupees(at)} to ${this.rupees(at + 1)}: ${formatCount(count)}` });
      bar.style.setProperty('--share', String(count === 0 ? 0 : 0.04 + (0.96 * count) / most));
      return bar;
    }));
  }

  private draw(): void {
    const low = Number(this.lower.value);
    const high = Number(this.upper.value);
    const last = this.edges.length - 1;
    [...this.bars.children].forEach((bar, at) => bar.classList.toggle('price-range__bar--out', at < low || at >= high));
    this.element.style.setProperty('--low', String(low / last));
    this.element.style.setProperty('--high', String(high / last));
    this.lower.setAttribute('aria-valuetext', this.rupees(low));
    this.upper.setAttribute('aria-valuetext', this.rupees(high));
    if (!this.moving) return;
    const { from, to } = this.range();
    this.from.value = from === null ? '' : String(from);
    this.to.value = to === null ? '' : String(to);
  }

  private rupees(at: number): string {
    return formatPrice(this.edges[at] ?? 0, 'INR');
  }
}
