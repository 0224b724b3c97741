// The word खोज drawn as strokes, so that it looks the same without any Devanagari font. The loop of ख is a lens.
import { s } from '../dom';

export function wordmark(): SVGSVGElement {
  const ink = [
    'M6 26H166',
    'M33 26V40C33 55 15 55 12 43',
    'M19 51C25 77 46 88 74 72',
    'M76 26V86',
    'M101 86V26C101 16 92 8 78 7',
    'M153 26V86M153 51H133C141 63 137 78 125 78C118 78 114 73 115 66',
  ];
  return s(
    'svg',
    { viewBox: '0 0 172 92', class: 'wordmark', role: 'img', 'aria-label': 'Khoj' },
    ...ink.map((d) => s('path', { class: 'wordmark__ink', d })),
    s('circle', { class: 'wordmark__lens', cx: 58, cy: 52, r: 12.5 }),
  );
}
