// The page's state and how it changes: what is asked, what came back, what is under way. Typing waits a moment before
// it asks; a newer request aborts the older one, so answers never arrive out of order. Views listen and redraw.
import {
  type Chip, type Facet, type FacetRequest, type FacetValue, type Product, type SearchResponse, SearchFailure, search,
  searchFacet,
} from './api';
import { kSessionId, type Place } from './feedback';
import { chipOf, kPriceStep, showsVariants, toFilters, toggled } from './filters';
import { asks, kNothing, kSorts, type Query } from './location-state';

const kTypingPauseMs = 140;
const kPageSize = 24;
const kLargestOffset = 10_000;
const kFoundValues = 20;
const kFacets: FacetRequest[] = [
  { field: 'category', limit: 40 },
  { field: 'brand', limit: 60 },
  { field: 'color', limit: 40 },
  { field: 'price', histogram: { interval: kPriceStep } },
  { field: 'rating', histogram: { interval: 1 } },
  { field: 'in_stock' },
  { field: 'cod' },
];

export type Phase = 'start' | 'loading' | 'ready' | 'failed';
export type Change = 'query' | 'results' | 'page';

export class SearchSession {
  query: Query;
  phase: Phase = 'start';
  failure: SearchFailure | null = null;
  /** The newest answer's first page; kept while the next one is under way. */
  response: SearchResponse | null = null;
  products: Product[] = [];
  loadingMore = false;

  /** The chips of the request that `response` answers. */
  private answered: string[] = [];
  /** By product: the answer that showed it. */
  private places = new Map<string, Place>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: AbortController | null = null;

  constructor(
    query: Query,
    private readonly onChange: (change: Change) => void,
  ) {
    this.query = query;
  }

  get hasMore(): boolean {
    return this.phase === 'ready' && this.products.length < (this.response?.total_results ?? 0) &&
      this.products.length <= kLargestOffset;
  }

  get facets(): Facet[] {
    return this.response?.facets ?? [];
  }

  /** What is filtered by, then what the response proposes. Of these, only what was read out of the words is active. */
  get chips(): Chip[] {
    const offered = this.response?.chips ?? [];
    const chosen = this.query.chips.map((value) => chipOf(value, offered, this.facets));
    const others = offered.filter((chip) => !this.query.chips.includes(chip.value));
    const fromWords = (chip: Chip) => chip.active && !this.answered.includes(chip.value);
    return [...chosen, ...others.map((chip) => ({ ...chip, active: fromWords(chip) }))];
  }

  placeOf(productId: string): Place | undefined {
    return this.places.get(productId);
  }

  type(text: string): void {
    const stays = text.trim() !== '';
    const { chips, sort } = stays ? this.query : kNothing;
    this.query = { ...this.query, text, browse: false, chips, sort };
    this.begin(kTypingPauseMs);
  }

  /** Asks at once: Enter, an example, the back button. */
  ask(query: Query): void {
    this.query = query;
    this.begin(0);
  }

  toggleChip(value: string): void {
    this.ask({ ...this.query, chips: toggled(this.query.chips, value) });
  }

  /** Values of `field` that begin like `prefix`, among what is asked for. */
  findValues(field: string, prefix: string, signal: AbortSignal): Promise<FacetValue[]> {
    const { text, chips } = this.query;
    return searchFacet({ field, prefix, query: text.trim(), ...toFilters(chips), max: kFoundValues }, signal);
  }

  async loadMore(): Promise<void> {
    if (!this.hasMore || this.loadingMore) return;
    this.loadingMore = true;
    this.onChange('query');
    try {
      const page = await this.request(this.products.length);
      this.note(page, this.products.length);
      const seen = new Set(this.products.map((product) => product.product_id));
      this.products = [...this.products, ...page.results.filter((product) => !seen.has(product.product_id))];
      this.loadingMore = false;
      if (page.results.length === 0 && this.response) this.response.total_results = this.products.length;
      this.onChange('page');
    } catch (error) {
      this.loadingMore = false;
      this.fail(error);
    }
  }

  private begin(delayMs: number): void {
    clearTimeout(this.timer);
    this.running?.abort();
    this.loadingMore = false;
    if (!asks(this.query)) {
      this.phase = 'start';
      this.response = null;
      this.products = [];
      this.onChange('results');
      return;
    }
    this.phase = 'loading';
    this.onChange('query');
    this.timer = setTimeout(() => void this.loadFirstPage(), delayMs);
  }

  private async loadFirstPage(): Promise<void> {
    try {
      const { chips } = this.query;
      const response = await this.request(0);
      this.response = response;
      this.places.clear();
      this.note(response, 0);
      this.answered = chips;
      this.products = response.results;
      this.phase = 'ready';
      this.onChange('results');
    } catch (error) {
      this.fail(error);
    }
  }

  private note(response: SearchResponse, offset: number): void {
    response.results.forEach(({ product_id: id }, i) => {
      if (!this.places.has(id)) this.places.set(id, { requestId: response.request_id, position: offset + i });
    });
  }

  private request(offset: number): Promise<SearchResponse> {
    this.running?.abort();
    this.running = new AbortController();
    const { text, chips, sort, explain } = this.query;
    return search({
      ...(text.trim() && { query: text.trim() }),
      ...toFilters(chips),
      ...(offset === 0 && { facets: kFacets }),
      sort: kSorts.find(({ value }) => value === sort)?.keys ?? [],
      ...(!showsVariants(chips) && { group_by: 'variant_group' }),
      highlight: ['title', 'brand'],
      offset,
      max: kPageSize,
      explain,
      session_id: kSessionId,
    }, this.running.signal);
  }

  private fail(error: unknown): void {
    if (error instanceof DOMException && error.name === 'AbortError') return;
    this.failure = error instanceof SearchFailure ? error : new SearchFailure('broken', String(error));
    this.phase = 'failed';
    this.onChange('results');
  }
}
