// Highlights as the server writes them (escaped HTML with <mark> around what was found) made into nodes. Nothing is
// parsed as HTML: whatever is not exactly <mark> or </mark> becomes text.
import { h } from './dom';

const kEntities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (whole, name: string) => kEntities[name] ?? whole);
}

/** The text of `html`, with `mark` elements where it has them. */
export function marked(html: string): (Node | string)[] {
  const nodes: (Node | string)[] = [];
  let inMark = false;
  for (const part of html.split(/(<\/?mark>)/)) {
    if (part === '<mark>' || part === '</mark>') inMark = part === '<mark>';
    else if (part) nodes.push(inMark ? h('mark', {}, unescaped(part)) : unescaped(part));
  }
  return nodes;
}
