// The dot before a colour's name. Names that no word of fits get a dot without a colour.
import { h } from '../dom';

const kColors: Readonly<Record<string, string>> = {
  beige: '#e8d9b9', black: '#16151a', blue: '#2f6fe0', bronze: '#a97142', brown: '#7a4a25', charcoal: '#3b3f46',
  copper: '#b87333', coral: '#ff7f61', cream: '#fff3d1', cyan: '#22b8cf', fuchsia: '#d6249f', gold: '#d9a520',
  golden: '#d9a520', gray: '#8b8f98', green: '#2e9e4f', grey: '#8b8f98', indigo: '#40339c', ivory: '#fbf6e4',
  khaki: '#b9a874', lavender: '#b9a7ea', lime: '#9fd526', magenta: '#d11d8c', maroon: '#7c1c2c', mint: '#98e2c0',
  mustard: '#d8a013', navy: '#1c2a5e', olive: '#737a2b', orange: '#f2802c', peach: '#ffc6a0', pink: '#f083b0',
  purple: '#7b3fb8', red: '#d8322f', rose: '#e8838f', rust: '#a94a22', saffron: '#f4a51c', silver: '#c3c7ce',
  tan: '#c9a77c', teal: '#138d8d', turquoise: '#2cc6c0', violet: '#7a4fd0', white: '#ffffff', wine: '#6d1b3b',
  yellow: '#f5cf2e',
};
const kMany = /multi|assorted|mixed/;

export function swatch(name: string): HTMLElement {
  const lower = name.toLowerCase();
  const dot = h('span', { class: `swatch${kMany.test(lower) ? ' swatch--many' : ''}`, 'aria-hidden': 'true' });
  // "Navy Blue" is navy: the first word is the more telling one.
  const color = lower.split(/[^a-z]+/).map((word) => kColors[word]).find(Boolean);
  if (color) dot.style.setProperty('--swatch', color);
  return dot;
}
