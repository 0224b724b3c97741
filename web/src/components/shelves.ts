// Ways into the shop without a word: its largest categories, asked for once the start page is shown. Without an answer
// there is nothing to see.
import { search } from '../api';
import { h } from '../dom';
import { formatCount } from '../format';
import { kNothing, toLocation } from '../location-state';

const kMost = 10;

export class Shelves {
  readonly element = h('nav', { class: 'shelves', 'aria-label': 'Categories', hidden: true });
  private asked = false;

  /** @param onOpen gets the chips of what the shopper wants to see. */
  constructor(private readonly onOpen: (chips: string[]) => void) {}

  /** Asks for the categories, unless they are there. */
  async load(): Promise<void> {
    if (this.asked) return;
    this.asked = true;
    try {
      const facets = [{ field: 'category', limit: kMost }];
      const answer = await search({ chips: [], filter: '', facets, offset: 0, max: 1, explain: false }, new AbortController().signal);
      const categories = answer.facets?.[0]?.values ?? [];
      if (categories.length === 0) return;
      this.element.replaceChildren(
        h('h2', { class: 'start__title' }, 'Or look around'),
        h('ul', { class: 'shelves__list' },
          ...categories.map(({ value, label, count }) => h('li', {}, this.link([`category_${value}`], label ?? value, count))),
          h('li', {}, this.link([], 'Everything', answer.total_results))));
      this.element.hidden = false;
    } catch {
      this.asked = false;
    }
  }

  private link(chips: string[], label: string, count: number): HTMLAnchorElement {
    const link = h('a', { class: 'chip shelf', href: toLocation({ ...kNothing, browse: true, chips }) },
      label, h('span', { class: 'shelf__count' }, formatCount(count)));
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.onOpen(chips);
    });
    return link;
  }
}
