// The values of one field as check boxes with counts: the most frequent ones, more on request, and a field to find one
// among many. Rows live on from answer to answer, so the focus stays where it is.
import type { Facet, FacetValue } from '../api';
import { h } from '../dom';
import { formatCount } from '../format';

const kShownAtFirst = 6;
const kSearchedFrom = 10;
const kTypingPauseMs = 120;

export interface FacetListOptions {
  field: string;
  /** For the field that finds a value: "Find a brand". */
  searchLabel: string;
  /** Drawn before a value's name. */
  decorate?: (label: string) => Node;
  onToggle(value: string): void;
  find(prefix: string, signal: AbortSignal): Promise<FacetValue[]>;
}

interface Row {
  element: HTMLLIElement;
  box: HTMLInputElement;
  count: HTMLElement;
}

export class FacetList {
  readonly element: HTMLElement;
  private readonly search: HTMLInputElement;
  private readonly list = h('ul', { class: 'facet__values' });
  private readonly none = h('p', { class: 'facet__none', 'aria-live': 'polite', hidden: true }, 'Nothing by that name here');
  private readonly more = h('button', { type: 'button', class: 'facet__more' });
  private readonly rows = new Map<string, Row>();
  private facet: Facet = { field: '', values: [], distinct: 0 };
  private chosen: FacetValue[] = [];
  private found: FacetValue[] | null = null;
  private expanded = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: AbortController | null = null;

  constructor(private readonly options: FacetListOptions) {
    this.search = h('input', { type: 'search', class: 'facet__search', placeholder: options.searchLabel,
      'aria-label': options.searchLabel, maxlength: 128, autocomplete: 'off', spellcheck: 'false' });
    this.element = h('div', { class: 'facet' }, this.search, this.list, this.none, this.more);
    this.search.addEventListener('input', () => this.find());
    this.search.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.search.value === '') return;
      event.preventDefault();
      this.search.value = '';
      this.find();
    });
    this.more.addEventListener('click', () => {
      this.expanded = !this.expanded;
      this.draw();
    });
  }

  /** @param chosen the values filtered by; they are shown even when they are not among the facet's. */
  show(facet: Facet, chosen: FacetValue[]): void {
    this.facet = facet;
    this.chosen = chosen;
    this.search.hidden = facet.distinct <= kSearchedFrom && this.search.value === '';
    if (this.search.value.trim()) this.find();
    this.draw();
  }

  private find(): void {
    clearTimeout(this.timer);
    this.running?.abort();
    const prefix = this.search.value.trim();
    if (!prefix) {
      this.found = null;
      this.draw();
      return;
    }
    this.timer = setTimeout(() => void this.request(prefix), kTypingPauseMs);
  }

  private async request(prefix: string): Promise<void> {
    const running = new AbortController();
    this.running = running;
    let found: FacetValue[];
    try {
      found = await this.options.find(prefix, running.signal);
    } catch {
      const lower = prefix.toLowerCase();
      found = this.facet.values.filter(({ value, label }) => (label ?? value).toLowerCase().includes(lower));
    }
    if (running.signal.aborted) return;
    this.found = found;
    this.draw();
  }

  private visible(): FacetValue[] {
    if (this.found) return this.found;
    const shown = this.expanded ? this.facet.values : this.facet.values.slice(0, kShownAtFirst);
    const names = new Set(shown.map(({ value }) => value));
    const counted = new Map(this.facet.values.map((entry) => [entry.value, entry]));
    const others = this.chosen.filter(({ value }) => !names.has(value));
    return [...others.map((entry) => counted.get(entry.value) ?? entry), ...shown];
  }

  private draw(): void {
    const focused = document.activeElement;
    const visible = this.visible();
    this.list.replaceChildren(...visible.map((value) => this.row(value).element));
    this.list.classList.toggle('facet__values--many', this.expanded && !this.found);
    if (focused instanceof HTMLElement && focused !== document.activeElement && this.list.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
    this.none.hidden = !this.found || visible.length > 0;
    const hidden = this.facet.values.length - kShownAtFirst;
    this.more.hidden = this.found !== null || hidden <= 0;
    this.more.textContent = this.expanded ? 'Show fewer' : `Show ${formatCount(hidden)} more`;
    this.more.setAttribute('aria-expanded', String(this.expanded));
  }

  private row({ value, label, count }: FacetValue): Row {
    let row = this.rows.get(value);
    if (!row) {
      const name = label ?? value;
      const box = h('input', { type: 'checkbox', class: 'facet__box', value });
      const number = h('span', { class: 'facet__count' });
      box.addEventListener('change', () => this.options.onToggle(value));
      row = {
        element: h('li', {}, h('label', { class: 'facet__row' }, box, this.options.decorate?.(name),
          h('span', { class: 'facet__label', dir: 'auto' }, name), number)),
        box,
        count: number,
      };
      this.rows.set(value, row);
    }
    row.box.checked = this.chosen.some((entry) => entry.value === value);
    row.count.textContent = Number.isNaN(count) ? '' : formatCount(count);
    return row;
  }
}
