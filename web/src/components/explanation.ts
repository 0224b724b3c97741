// Why a product stands where it stands: its score as a stacked bar of the steps' shares, and the list of them.
import type { Product, Share } from '../api';
import { h } from '../dom';

const kShownShares = 6;
const kSlotCount = 8;
/** The colour (see explanation.css) of every step seen so far: it keeps it for as long as the page is open. */
const slots = new Map<string, number>();

function slotOf(step: string): number {
  const slot = slots.get(step) ?? slots.size % kSlotCount;
  slots.set(step, slot);
  return slot;
}

function signed(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(share).toFixed(4)}`;
}

function row(entry: Share): HTMLLIElement {
  return h(
    'li',
    { class: `share${entry.share < 0 ? ' share--negative' : ''}`, 'data-slot': slotOf(entry.step) },
    h('span', { class: 'share__dot' }),
    h('span', { class: 'share__text' }, h('b', {}, entry.step), entry.detail && ` ${entry.detail}`),
    h('span', { class: 'share__value' }, signed(entry.share)),
  );
}

export function explanationPanel(product: Product): HTMLElement {
  const shares = [...(product.explanation?.shares ?? [])].sort((a, b) => Math.abs(b.share) - Math.abs(a.share));
  const sum = shares.reduce((total, entry) => total + Math.abs(entry.share), 0);
  const bar = h('div', { class: 'explanation__bar', 'aria-hidden': 'true' });
  for (const entry of shares) {
    if (entry.share === 0) continue;
    const part = h('span', {
      class: entry.share < 0 ? 'share--negative' : null,
      'data-slot': slotOf(entry.step),
      title: `${entry.step} ${signed(entry.share)}`,
    });
    part.style.flexGrow = String(Math.abs(entry.share) / sum);
    bar.append(part);
  }
  const rest = shares.slice(kShownShares);
  return h(
    'section',
    { class: 'explanation', 'aria-label': `Why ${product.title} is here` },
    h('p', { class: 'explanation__score' }, 'Score ', h('b', {}, product.ranking_score.toFixed(4))),
    bar,
    h('ul', { class: 'explanation__shares' }, ...shares.slice(0, kShownShares).map(row)),
    rest.length > 0 &&
      h(
        'details',
        { class: 'explanation__rest' },
        h('summary', {}, `${rest.length} smaller ${rest.length === 1 ? 'share' : 'shares'}`),
        h('ul', { class: 'explanation__shares' }, ...rest.map(row)),
      ),
  );
}
