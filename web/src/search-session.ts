// The page's state and how it changes: what is asked, what came back, what is under way. Typing waits a moment before
// it asks; a newer request aborts the older one, so answers never arrive out of order. Views listen and redraw.
import { type Chip, type Product, type SearchResponse, SearchFailure, search } from './api';
import type { Query } from './location-state';

const kTypingPauseMs = 140;
const kPageSize = 24;
const kLargestOffset = 10_000;

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

  /** The response's chips; one that was asked for but is not among them is added, so that it can be taken off. */
  get chips(): Chip[] {
    const offered = this.response?.chips ?? [];
    const known = new Set(offered.map((chip) => chip.value));
    const missing = this.query.chips.filter((value) => !known.has(value));
    return [...missing.map((value) => ({ type: '', label: value.replaceAll('_', ' '), value, active: true })), ...offered];
  }

  type(text: string): void {
    const chips = text.trim() ? this.query.chips : [];
    this.query = { ...this.query, text, chips };
    this.begin(kTypingPauseMs);
  }

  /** Asks at once: Enter, an example, the back button. */
  ask(query: Query): void {
    this.query = query;
    this.begin(0);
  }

  toggleChip(value: string): void {
    const chips = this.query.chips.includes(value)
      ? this.query.chips.filter((chip) => chip !== value)
      : [...this.query.chips.filter((chip) => !replaces(value, chip)), value];
    this.ask({ ...this.query, chips });
  }

  async loadMore(): Promise<void> {
    if (!this.hasMore || this.loadingMore) return;
    this.loadingMore = true;
    this.onChange('query');
    try {
      const page = await this.request(this.products.length);
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
    if (!this.query.text.trim()) {
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
      const response = await this.request(0);
      this.response = response;
      this.products = response.results;
      this.phase = 'ready';
      this.onChange('results');
    } catch (error) {
      this.fail(error);
    }
  }

  private request(offset: number): Promise<SearchResponse> {
    this.running?.abort();
    this.running = new AbortController();
    const { text, chips, explain } = this.query;
    return search({ query: text.trim(), chips, explain, offset, max: kPageSize }, this.running.signal);
  }

  private fail(error: unknown): void {
    if (error instanceof DOMException && error.name === 'AbortError') return;
    this.failure = error instanceof SearchFailure ? error : new SearchFailure('broken', String(error));
    this.phase = 'failed';
    this.onChange('results');
  }
}

/** Price chips exclude each other: taking one takes the other off. */
function replaces(chosen: string, other: string): boolean {
  const price = /^(under|above|between)_/;
  return price.test(chosen) && price.test(other);
}
