// The calls that the page makes: searching, browsing, suggestions and values of a facet. Failures become a SearchFailure
// that says what a shopper can do about them.

export interface Share {
  step: string;
  detail: string;
  share: number;
}

export interface Product {
  product_id: string;
  title: string;
  brand: string;
  category: string;
  price: number | null;
  original_price: number | null;
  currency: string;
  discount_ratio: number;
  rating: number | null;
  review_count: number;
  image: string;
  link: string;
  in_stock: boolean;
  cod_available: boolean;
  ranking_score: number;
  /** The variants that this product stands for, itself included. */
  group?: { key: string; size: number } | null;
  /** By field: HTML, escaped but for <mark>. */
  highlights?: Record<string, string> | null;
  explanation?: { shares: Share[] } | null;
}

export interface Chip {
  type: string;
  label: string;
  value: string;
  active: boolean;
}

export interface FacetValue {
  value: string;
  /** As products spell it; flags have none. */
  label?: string;
  count: number;
}

export interface HistogramBucket {
  /** Inclusive. */
  from: number;
  /** Exclusive. */
  to: number;
  count: number;
}

export interface Facet {
  field: string;
  values: FacetValue[];
  /** How many values there are, over the limit too. */
  distinct: number;
  stats?: { min: number; max: number; mean: number; count: number };
  histogram?: HistogramBucket[];
}

export interface SearchResponse {
  results: Product[];
  chips: Chip[];
  facets?: Facet[];
  normalized_query: string;
  total_results: number;
  words: number;
  words_required: number;
  /** The server's time was up before it had looked at everything. */
  partial?: boolean;
  processing_time_ms: number;
  /** Names this answer in events. */
  request_id: string;
}

export interface FacetRequest {
  field: string;
  limit?: number;
  histogram?: { interval: number };
}

/** What both a search's filters and those of a facet's values are written in. */
export interface Filters {
  chips: string[];
  filter: string;
}

export interface SearchRequest extends Filters {
  /** Absent: everything that passes the filters is shown. */
  query?: string;
  facets?: FacetRequest[];
  sort?: string[];
  group_by?: string;
  highlight?: string[];
  offset: number;
  max: number;
  explain: boolean;
  session_id?: string;
}

export interface FacetSearchRequest extends Filters {
  field: string;
  prefix: string;
  query: string;
  max: number;
}

export type SuggestionKind = 'queries' | 'categories' | 'brands' | 'products';
export type SuggestionGroups = Record<SuggestionKind, { text: string; score: number }[]>;

export type FailureKind = 'offline' | 'rejected' | 'busy' | 'broken';

/** Why a search failed: no connection, a request that the server refuses (422), overload (503), or anything else. */
export class SearchFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
  ) {
    super(message);
  }
}

/** The sentence of the server's error envelope `{error, status_code, message, detail, details}`. */
function messageOf(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string') {
    return body.message;
  }
  return '';
}

/** Throws SearchFailure, or the browser's AbortError when `signal` fires. */
async function post<T extends object>(path: string, request: object, member: keyof T, signal: AbortSignal): Promise<T> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
      signal,
    });
    body = await response.json().catch((error: unknown) => {
      if (signal.aborted) throw error;
      return null;
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new SearchFailure('offline', '');
  }
  if (response.ok && typeof body === 'object' && body !== null && member in body) return body as T;
  if (response.status === 503 || response.status === 429) throw new SearchFailure('busy', messageOf(body));
  if (response.status >= 400 && response.status < 500) throw new SearchFailure('rejected', messageOf(body));
  throw new SearchFailure('broken', messageOf(body));
}

export function search(request: SearchRequest, signal: AbortSignal): Promise<SearchResponse> {
  const path = request.query === undefined ? '/api/v1/browse' : '/api/v1/search';
  return post<SearchResponse>(path, request, 'results', signal);
}

/** What `text` may become, by kind. */
export async function suggest(text: string, max: number, signal: AbortSignal): Promise<SuggestionGroups> {
  const request = { query: text, max, groups: true };
  return (await post<{ groups: SuggestionGroups }>('/api/v1/autosuggest', request, 'groups', signal)).groups;
}

/** Values of a field of which a word begins with `prefix`. */
export async function searchFacet(request: FacetSearchRequest, signal: AbortSignal): Promise<FacetValue[]> {
  return (await post<{ values: FacetValue[] }>('/api/v1/facets/search', request, 'values', signal)).values;
}
