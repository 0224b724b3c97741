// Five stars filled up to a rating, with the number and how many people gave it.
import { h, s } from '../dom';
import { formatCount } from '../format';

const kStarPath = 'M10 1.6L12.5 7L18.4 7.7L14 11.7L15.2 17.5L10 14.6L4.8 17.5L6 11.7L1.6 7.7L7.5 7Z';

function row(className: string): SVGSVGElement {
  return s(
    'svg',
    { viewBox: '0 0 100 20', class: className, 'aria-hidden': 'true' },
    ...[0, 20, 40, 60, 80].map((x) => s('path', { d: kStarPath, transform: `translate(${x})` })),
  );
}

/** Five stars, `rating` of them full. For eyes only. */
export function stars(rating: number): HTMLElement {
  const full = h('span', { class: 'rating__full' }, row('rating__stars'));
  full.style.width = `${Math.max(0, Math.min(1, rating / 5)) * 100}%`;
  return h('span', { class: 'rating__scale', 'aria-hidden': 'true' }, row('rating__stars'), full);
}

export function ratingLine(rating: number | null, count: number): HTMLElement {
  if (rating === null) return h('p', { class: 'rating rating--none' }, 'No ratings yet');
  const people = `${formatCount(count)} ${count === 1 ? 'rating' : 'ratings'}`;
  return h(
    'p',
    { class: 'rating' },
    stars(rating),
    h('span', { class: 'visually-hidden' }, `Rated ${rating.toFixed(1)} of 5, ${people}`),
    h('span', { class: 'rating__value', 'aria-hidden': 'true' }, rating.toFixed(1)),
    h('span', { class: 'rating__count', 'aria-hidden': 'true' }, `(${formatCount(count)})`),
  );
}
