// What the shopper asked for, as it stands in the address bar:
// /?q=kurta&chips=under_1000,brand_meera&sort=price_asc&explain=1, or without words /?browse=1&chips=category_books.

export interface Query {
  text: string;
  /** Without words: show everything that passes the filters. */
  browse: boolean;
  chips: string[];
  /** A key of kSorts, '' for the best match. */
  sort: string;
  explain: boolean;
}

export interface Sort {
  value: string;
  label: string;
  keys: string[];
}

export const kSorts: readonly Sort[] = [
  { value: '', label: 'Best match', keys: [] },
  { value: 'price_asc', label: 'Price: low to high', keys: ['price:asc'] },
  { value: 'price_desc', label: 'Price: high to low', keys: ['price:desc'] },
  { value: 'rating', label: 'Best rated', keys: ['rating:desc', 'rating_count:desc'] },
  { value: 'newest', label: 'Newest', keys: ['created:desc'] },
];

export const kNothing: Query = { text: '', browse: false, chips: [], sort: '', explain: false };

/** Whether there is something to ask the server for. */
export function asks(query: Query): boolean {
  return query.text.trim() !== '' || query.browse;
}

export function readLocation(search: string): Query {
  const parameters = new URLSearchParams(search);
  const text = (parameters.get('q') ?? '').slice(0, 200);
  const chips = (parameters.get('chips') ?? '').split(',').filter(Boolean);
  const sort = parameters.get('sort') ?? '';
  return {
    text,
    browse: !text.trim() && parameters.get('browse') === '1',
    chips: [...new Set(chips)],
    sort: kSorts.some(({ value }) => value === sort) ? sort : '',
    explain: parameters.get('explain') === '1',
  };
}

export function toLocation(query: Query): string {
  const parameters = new URLSearchParams();
  const text = query.text.trim();
  if (text) parameters.set('q', text);
  else if (query.browse) parameters.set('browse', '1');
  if (asks(query) && query.chips.length > 0) parameters.set('chips', query.chips.join(','));
  if (asks(query) && query.sort) parameters.set('sort', query.sort);
  if (query.explain) parameters.set('explain', '1');
  const written = parameters.toString().replaceAll('%2C', ',');
  return written ? `/?${written}` : '/';
}
