// One product of the results: picture, words, price, what people think of it, and on request why it is here.
import type { Product } from '../api';
import { h } from '../dom';
import { marked } from '../highlight';
import { formatPrice, webAddress } from '../format';
import { explanationPanel } from './explanation';
import { placeholder } from './placeholder';
import { ratingLine } from './rating';

function picture(product: Product): HTMLElement {
  const frame = h('div', { class: 'card__picture' });
  const address = webAddress(product.image);
  if (address) {
    const image = h('img', { src: address, alt: '', loading: 'lazy', decoding: 'async', referrerpolicy: 'no-referrer' });
    image.addEventListener('error', () => image.replaceWith(placeholder(product)), { once: true });
    frame.append(image);
  } else {
    frame.append(placeholder(product));
  }
  if (!product.in_stock) frame.append(h('span', { class: 'card__sold-out' }, 'Out of stock'));
  return frame;
}

function priceLine(product: Product): HTMLElement {
  if (product.price === null) return h('p', { class: 'price price--none' }, 'Price not listed');
  const reduced = product.original_price !== null && product.original_price > product.price;
  const percent = Math.round(product.discount_ratio * 100);
  return h(
    'p',
    { class: 'price' },
    h('span', { class: 'price__now' }, formatPrice(product.price, product.currency)),
    reduced && h('span', { class: 'visually-hidden' }, ' instead of '),
    reduced && h('s', { class: 'price__before' }, formatPrice(product.original_price ?? 0, product.currency)),
    reduced && percent > 0 && h('span', { class: 'price__off' }, `${percent}% off`),
  );
}

/** A field with what was found in it marked. */
function highlighted(product: Product, field: 'title' | 'brand'): (Node | string)[] {
  const html = product.highlights?.[field];
  return html === undefined ? [product[field]] : marked(html);
}

function badges(product: Product): HTMLElement | null {
  const others = (product.group?.size ?? 1) - 1;
  const cod = product.cod_available && product.in_stock;
  if (others < 1 && !cod) return null;
  return h('p', { class: 'card__badges' },
    cod && h('span', { class: 'card__badge' }, 'Cash on delivery'),
    others > 0 && h('button', { type: 'button', class: 'card__variants', 'data-group': product.group?.key ?? '' },
      `+${others} ${others === 1 ? 'variant' : 'variants'}`));
}

export function productCard(product: Product): HTMLLIElement {
  const address = webAddress(product.link);
  const words = highlighted(product, 'title');
  const title = address
    ? h('a', { class: 'card__link', href: address, target: '_blank', rel: 'noopener noreferrer', 'data-stop': true },
        ...words)
    : h('span', { class: 'card__link', tabindex: -1, 'data-stop': true }, ...words);
  return h(
    'li',
    { class: 'results__item' },
    h(
      'article',
      { class: `card${product.in_stock ? '' : ' card--sold-out'}`, 'data-product': product.product_id },
      picture(product),
      h(
        'div',
        { class: 'card__body' },
        product.brand && h('p', { class: 'card__brand' }, ...highlighted(product, 'brand')),
        h('h3', { class: 'card__title', title: product.title, dir: 'auto' }, title),
        ratingLine(product.rating, product.review_count),
        priceLine(product),
        badges(product),
      ),
      product.explanation && explanationPanel(product),
    ),
  );
}

/** A grey card in the place of one that is on its way. */
export function skeletonCard(): HTMLLIElement {
  return h(
    'li',
    { class: 'results__item', 'aria-hidden': 'true' },
    h(
      'div',
      { class: 'card card--skeleton' },
      h('div', { class: 'card__picture skeleton' }),
      h('div', { class: 'card__body' },
        h('span', { class: 'skeleton skeleton--short' }),
        h('span', { class: 'skeleton' }),
        h('span', { class: 'skeleton' }),
        h('span', { class: 'skeleton skeleton--short' })),
    ),
  );
}
