// What the shopper asked for, as it stands in the address bar: /?q=kurta&chips=under_1000,4plus&explain=1.

export interface Query {
  text: string;
  chips: string[];
  explain: boolean;
}

export function readLocation(search: string): Query {
  const parameters = new URLSearchParams(search);
  const text = (parameters.get('q') ?? '').slice(0, 200);
  const chips = (parameters.get('chips') ?? '').split(',').filter(Boolean);
  return { text, chips: [...new Set(chips)], explain: parameters.get('explain') === '1' };
}

export function toLocation(query: Query): string {
  const parameters = new URLSearchParams();
  const text = query.text.trim();
  if (text) parameters.set('q', text);
  if (text && query.chips.length > 0) parameters.set('chips', query.chips.join(','));
  if (query.explain) parameters.set('explain', '1');
  const written = parameters.toString().replaceAll('%2C', ',');
  return written ? `/?${written}` : '/';
}
