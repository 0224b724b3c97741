// Filters as the page holds them: one list of chip values ("brand_meera", "between_500_1000", "3plus"), whether they came
// from a chip or from the facets. Most the server reads itself; those of kExpressions it gets in its filter language.
import type { Chip, Facet, Filters } from './api';
import { formatPrice } from './format';

/** Fields whose values are chosen from a list; several chosen values of one are alternatives. */
export const kListFields = ['category', 'brand', 'color'] as const;
export type ListField = (typeof kListFields)[number];

/** Prices are counted in steps of so many rupees, fine enough to be added up as they are drawn. */
export const kPriceStep = 100;

interface Expression {
  type: string;
  label: string;
  filter: string;
}

const kExpressions: Readonly<Record<string, Expression>> = {
  '3plus': { type: 'rating', label: '3★ & above', filter: 'rating >= 3' },
  '2plus': { type: 'rating', label: '2★ & above', filter: 'rating >= 2' },
  in_stock: { type: 'in_stock', label: 'In stock', filter: 'in_stock:true' },
};

/** In front of a group's key, percent-encoded: the variants of one product, each by itself. */
const kVariants = 'variants_';

/** The chip that shows the products of one group. */
export function variantsChip(key: string): string {
  return kVariants + encodeURIComponent(key);
}

export function showsVariants(chips: string[]): boolean {
  return chips.some((chip) => chip.startsWith(kVariants));
}

/** An address that somebody has cut short stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What the filter language says for a chip that is no chip to the server. */
function expressionOf(chip: string): string | null {
  if (!chip.startsWith(kVariants)) return kExpressions[chip]?.filter ?? null;
  const key = decoded(chip.slice(kVariants.length));
  return `variant_group:"${key.replaceAll(/["\\]/g, '\\$&')}"`;
}

export interface PriceRange {
  /** In rupees, both inclusive; null: no bound. */
  from: number | null;
  to: number | null;
}

export function toFilters(chips: string[]): Filters {
  return {
    chips: chips.filter((value) => expressionOf(value) === null),
    filter: chips.flatMap((value) => expressionOf(value) ?? []).join(' AND '),
  };
}

/** The kinds of which a new choice takes the old one's place. */
function onlyChoice(value: string): string | null {
  if (/^(under|above|between)_/.test(value)) return 'price';
  if (/^\dplus$/.test(value)) return 'rating';
  if (value.startsWith(kVariants)) return 'variants';
  return null;
}

/** `chips` with `value` added, or taken off when it is there. */
export function toggled(chips: string[], value: string): string[] {
  if (chips.includes(value)) return chips.filter((chip) => chip !== value);
  const kind = onlyChoice(value);
  return [...chips.filter((chip) => kind === null || onlyChoice(chip) !== kind), value];
}

export function withPrice(chips: string[], { from, to }: PriceRange): string[] {
  const others = chips.filter((chip) => onlyChoice(chip) !== 'price');
  if (from !== null && to !== null) return [...others, `between_${Math.min(from, to)}_${Math.max(from, to)}`];
  if (from !== null) return [...others, `above_${from}`];
  if (to !== null) return [...others, `under_${to}`];
  return others;
}

export function readPrice(chips: string[]): PriceRange {
  const number = (text: string | undefined) => (text === undefined ? null : Number(text));
  for (const chip of chips) {
    const match = /^(under|above|between)_(\d+)(?:_(\d+))?$/.exec(chip);
    if (match?.[1] === 'under') return { from: null, to: number(match[2]) };
    if (match) return { from: number(match[2]), to: number(match[3]) };
  }
  return { from: null, to: null };
}

function priceLabel({ from, to }: PriceRange): string {
  const rupees = (amount: number) => formatPrice(amount, 'INR');
  if (from !== null && to !== null) return `${rupees(from)} to ${rupees(to)}`;
  return from !== null ? `Above ${rupees(from)}` : `Under ${rupees(to ?? 0)}`;
}

/** The chip of a value that is filtered by: as the response says it, spelt as the facets spell it, or read out of the value itself. */
export function chipOf(value: string, offered: Chip[], facets: Facet[]): Chip {
  const known = offered.find((chip) => chip.value === value);
  const expression = kExpressions[value];
  if (expression) return { type: expression.type, label: expression.label, value, active: true };
  const field = kListFields.find((name) => value.startsWith(`${name}_`));
  const slug = field ? value.slice(field.length + 1) : value;
  const values = facets.find((facet) => facet.field === field)?.values ?? [];
  const spelt = values.find((entry) => entry.value === slug)?.label;
  if (known) return { ...known, label: spelt ?? known.label, active: true };
  if (onlyChoice(value) === 'price') {
    return { type: 'price', label: priceLabel(readPrice([value])), value, active: true };
  }
  if (value === '4plus') return { type: 'rating', label: '4★ & above', value, active: true };
  if (value.startsWith(kVariants)) return { type: 'variants', label: 'Variants of one product', value, active: true };
  if (value === 'cod') return { type: 'cod', label: 'Cash on delivery', value, active: true };
  const words = slug.replaceAll('_', ' ');
  const name = words.charAt(0).toLocaleUpperCase() + words.slice(1);
  return { type: field ?? '', label: spelt ?? name, value, active: true };
}
