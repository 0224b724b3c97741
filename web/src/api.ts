// The one call that the page makes: POST /api/v1/search. Failures become a SearchFailure that says what a shopper can
// do about them.

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
  explanation?: { shares: Share[] } | null;
}

export interface Chip {
  type: string;
  label: string;
  value: string;
  active: boolean;
}

export interface SearchResponse {
  results: Product[];
  chips: Chip[];
  normalized_query: string;
  total_results: number;
  words: number;
  words_required: number;
  processing_time_ms: number;
}

export interface SearchRequest {
  query: string;
  chips: string[];
  offset: number;
  max: number;
  explain: boolean;
}

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
export async function search(request: SearchRequest, signal: AbortSignal): Promise<SearchResponse> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch('/api/v1/search', {
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
  if (response.ok && typeof body === 'object' && body !== null && 'results' in body) {
    return body as SearchResponse;
  }
  if (response.status === 503 || response.status === 429) throw new SearchFailure('busy', messageOf(body));
  if (response.status >= 400 && response.status < 500) throw new SearchFailure('rejected', messageOf(body));
  throw new SearchFailure('broken', messageOf(body));
}
