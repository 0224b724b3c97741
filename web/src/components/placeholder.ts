// The drawing in place of a picture that a product lacks: a line icon for its kind, or its initials, on a colour that
// its category and brand always get.
import type { Product } from '../api';
import { s } from '../dom';
import { textHash } from '../format';
import { kindPath } from './kinds';

/** Up to two first letters of the brand or title, whole characters of any script. */
function initials(text: string): string {
  const words = text.split(/[\s/&,()-]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  return words.slice(0, 2).map((word) => [...word][0]?.toLocaleUpperCase() ?? '').join('') || 'ख';
}

export function placeholder(product: Product): SVGSVGElement {
  const leaf = product.category.split('>').at(-1) ?? '';
  const path = kindPath(leaf) ?? kindPath(product.title) ?? kindPath(product.category);
  const drawing = path
    ? s('path', { class: 'placeholder__icon', d: path, transform: 'translate(28 27) scale(1.85)' })
    : s('text', { class: 'placeholder__initials', x: 50, y: 50, 'text-anchor': 'middle', 'dominant-baseline': 'central' },
        initials(product.brand || product.title));
  const seed = textHash(product.product_id);
  const element = s(
    'svg',
    { viewBox: '0 0 100 100', class: 'placeholder', 'aria-hidden': 'true', preserveAspectRatio: 'xMidYMid slice' },
    s('rect', { class: 'placeholder__ground', width: 100, height: 100 }),
    s('circle', { class: 'placeholder__shape', cx: 12 + (seed % 76), cy: 84, r: 34 + ((seed >> 8) % 18) }),
    s('circle', { class: 'placeholder__shape', cx: 96 - ((seed >> 4) % 40), cy: 10, r: 20 + ((seed >> 12) % 12) }),
    s('circle', { class: 'placeholder__disc', cx: 50, cy: 49, r: 31 }),
    drawing,
  );
  const hue = textHash(product.category || product.brand || product.title) % 360;
  element.style.setProperty('--hue', String((hue + (textHash(product.brand || product.title) % 5) * 17) % 360));
  return element;
}
