// Puts the page together: header with the search box, filters, summary, results or a panel in their place, footer.
// Draws what the SearchSession says and hands it what the shopper does.
import { ChipBar } from './components/chip-bar';
import { FacetPanel } from './components/facet-panel';
import { FilterSheet } from './components/filter-sheet';
import { wordmark } from './components/logo';
import { failurePanel, nothingFoundPanel, startPanel } from './components/panels';
import { Results } from './components/results';
import { SearchBox } from './components/search-box';
import { Shelves } from './components/shelves';
import { SortMenu } from './components/sort-menu';
import { h } from './dom';
import { reportClick } from './feedback';
import { variantsChip, withPrice } from './filters';
import { formatCount, formatMilliseconds } from './format';
import { kNothing, type Query, readLocation, toLocation } from './location-state';
import { type Change, SearchSession } from './search-session';

function productCount(total: number): string {
  return `${formatCount(total)} ${total === 1 ? 'product' : 'products'}`;
}

export class Page {
  readonly element: HTMLElement;
  private readonly session = new SearchSession(readLocation(location.search), (change) => this.draw(change));
  private readonly box = new SearchBox({
    onType: (text) => this.session.type(text),
    onSubmit: () => this.change({ text: this.box.text, browse: false }),
    onLeave: () => this.results.focusFirst(),
  });
  private readonly chips = new ChipBar((value) => this.toggle(value), () => this.change({ chips: [] }));
  private readonly facets = new FacetPanel({
    onToggle: (value) => this.toggle(value),
    onPrice: (range) => this.change({ chips: withPrice(this.session.query.chips, range) }),
    find: (field, prefix, signal) => this.session.findValues(field, prefix, signal),
  });
  private readonly filters = new FilterSheet(this.facets.element, () => this.change({ chips: [] }));
  private readonly sort = new SortMenu((sort) => this.change({ sort }));
  private readonly shelves = new Shelves((chips) => this.change({ ...kNothing, browse: true, chips }));
  private readonly results = new Results(() => this.box.focus(), (productId) => {
    const place = this.session.placeOf(productId);
    if (place) reportClick(productId, place);
  }, (group) => this.toggle(variantsChip(group)));
  private readonly explain = h('button', { type: 'button', class: 'switch', role: 'switch', 'aria-checked': 'false' },
    h('span', { class: 'switch__track', 'aria-hidden': 'true' }), 'Explain');
  private readonly summary = h('p', { class: 'summary__text' });
  private readonly note = h('p', { class: 'note', hidden: true });
  private readonly toolbar: HTMLElement;
  private readonly stage = h('div', { class: 'stage' });
  private readonly more = h('button', { type: 'button', class: 'button button--more' }, 'Show more');
  private readonly progress = h('p', { class: 'more__progress' });
  private readonly moreArea = h('div', { class: 'more', hidden: true }, this.progress, this.more);
  private readonly announcer = h('p', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });
  private shownCount = 0;

  constructor() {
    const home = h('a', { class: 'brand', href: '/', 'aria-label': 'Khoj, start page' }, wordmark());
    this.toolbar = h('div', { class: 'toolbar' }, this.chips.element,
      h('div', { class: 'tools' }, this.summary, this.filters.button, this.sort.element, this.explain));
    this.element = h(
      'div',
      { class: 'page' },
      h('header', { class: 'header' },
        h('div', { class: 'header__inner' }, home,
          h('h1', { class: 'slogan' }, 'Ask for it ', h('em', {}, 'your way')),
          h('p', { class: 'slogan__more' }, 'By name, brand, size or budget, in English or हिन्दी.'),
          this.box.element)),
      h('main', { class: 'main' }, this.filters.column,
        h('div', { class: 'content' }, this.toolbar, this.note, this.stage, this.moreArea, this.announcer)),
      this.filters.sheet,
      h('footer', { class: 'footer' },
        h('span', {}, 'Khoj'),
        h('nav', { 'aria-label': 'For developers' },
          h('a', { href: '/docs' }, 'API'), h('a', { href: '/redoc' }, 'Reference'),
          h('a', { href: '/openapi.json' }, 'OpenAPI'))),
    );
    home.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.change({ ...kNothing, explain: this.session.query.explain });
      this.box.focus();
    });
    this.explain.addEventListener('click', () => this.change({ explain: !this.session.query.explain }));
    this.more.addEventListener('click', () => void this.session.loadMore());
    addEventListener('popstate', () => this.session.ask(readLocation(location.search)));
    addEventListener('online', () => {
      if (this.session.phase === 'failed') this.session.ask(this.session.query);
    });
    addEventListener('keydown', (event) => this.shortcut(event));
  }

  start(): void {
    this.session.ask(this.session.query);
    if (this.session.phase === 'start') this.box.focus();
  }

  /** A deliberate step: asks at once, and the back button undoes it. */
  private change(parts: Partial<Query>): void {
    this.session.ask({ ...this.session.query, ...parts });
    this.remember(true);
  }

  private toggle(value: string): void {
    this.session.toggleChip(value);
    this.remember(true);
  }

  private pick(text: string): void {
    this.change({ ...kNothing, text, explain: this.session.query.explain });
    this.box.focus();
  }

  private shortcut(event: KeyboardEvent): void {
    const inField = event.target instanceof Element && event.target.closest('input, select, dialog') !== null;
    if (inField || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key !== '/' && event.key !== 'Escape') return;
    event.preventDefault();
    this.box.focus();
  }

  /** Writes the query into the address bar: a new entry for a deliberate step, the same one while typing. */
  private remember(asNewEntry: boolean): void {
    const address = toLocation(this.session.query);
    if (address === location.pathname + location.search) return;
    if (asNewEntry) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
  }

  private draw(change: Change): void {
    const { session } = this;
    const { query, phase } = session;
    this.box.show(query.text);
    this.box.setBusy(phase === 'loading');
    this.explain.setAttribute('aria-checked', String(query.explain));
    this.sort.show(query.sort);
    this.element.classList.toggle('page--start', phase === 'start');
    this.toolbar.hidden = phase === 'start' || (phase === 'failed' && !session.response);
    this.filters.column.hidden = this.toolbar.hidden;
    document.title = query.text.trim() ? `${query.text.trim()} · Khoj` : 'Khoj · खोज';
    if (change === 'page') {
      this.results.append(session.products.slice(this.shownCount));
    } else if (change === 'results') {
      this.remember(false);
      this.drawStage();
    } else if (phase === 'loading' && !session.response) {
      this.results.showSkeletons();
      this.stage.replaceChildren(this.results.element);
      this.summary.textContent = 'Searching…';
      this.note.hidden = true;
    }
    this.drawFilters();
    this.stage.classList.toggle('stage--stale', phase === 'loading' && session.response !== null);
    this.shownCount = session.products.length;
    this.drawMore();
  }

  private drawFilters(): void {
    const { session } = this;
    const { query, phase, response } = session;
    if (phase === 'loading' && session.chips.length === 0) this.chips.showSkeletons();
    else if (phase !== 'start') this.chips.show(session.chips, query.chips);
    if (phase === 'loading' && !response) this.facets.showSkeletons();
    else if (response) this.facets.show(session.facets, query.chips, session.chips);
    const total = response?.total_results ?? 0;
    this.filters.show(query.chips.length, total === 0 ? 'Show results' : `Show ${productCount(total)}`);
  }

  private drawStage(): void {
    const { session } = this;
    const { query, response } = session;
    const again = () => session.ask(session.query);
    const dropFilters = query.chips.length > 0 ? () => this.change({ chips: [] }) : null;
    this.note.hidden = true;
    this.summary.replaceChildren();
    if (session.phase === 'start') {
      this.stage.replaceChildren(startPanel((text) => this.pick(text)), this.shelves.element);
      void this.shelves.load();
      this.announcer.textContent = '';
    } else if (session.phase === 'failed' && session.failure) {
      const panel = failurePanel(session.failure, again, dropFilters);
      this.stage.replaceChildren(panel);
      this.announcer.textContent = panel.innerText;
    } else if (response) {
      this.drawSummary();
      if (session.products.length === 0) {
        this.stage.replaceChildren(nothingFoundPanel(query.text.trim(), dropFilters,
          () => this.change({ ...kNothing, browse: true })));
      } else {
        this.results.show(session.products, query.explain);
        this.stage.replaceChildren(this.results.element);
      }
    }
  }

  private drawSummary(): void {
    const { response, query } = this.session;
    if (!response) return;
    const total = response.total_results;
    const products = productCount(total);
    this.summary.replaceChildren(h('b', {}, products), ` in ${formatMilliseconds(response.processing_time_ms)}`);
    const fewer = total > 0 && response.words_required < response.words;
    this.note.hidden = !fewer && !response.partial;
    if (response.partial) {
      this.note.textContent = 'These are the best of what could be looked at in time; there may be more.';
    } else if (fewer) {
      this.note.textContent = `Showing results with fewer words, too: at least ${response.words_required} of your ` +
        `${response.words}. Those with more of them come first.`;
    }
    const about = query.text.trim() ? ` for ${query.text.trim()}` : '';
    this.announcer.textContent = `${products}${about}${fewer ? ', with fewer words' : ''}`;
  }

  private drawMore(): void {
    const { session } = this;
    this.moreArea.hidden = !session.hasMore;
    this.more.disabled = session.loadingMore;
    this.more.textContent = session.loadingMore ? 'Loading…' : 'Show more';
    this.progress.textContent =
      `${formatCount(session.products.length)} of ${formatCount(session.response?.total_results ?? 0)} shown`;
  }
}
