// Puts the page together: header with the search box, filters and summary, results or a panel in their place, footer.
// Draws what the SearchSession says and hands it what the shopper does.
import { ChipBar } from './components/chip-bar';
import { wordmark } from './components/logo';
import { failurePanel, nothingFoundPanel, startPanel } from './components/panels';
import { Results } from './components/results';
import { SearchBox } from './components/search-box';
import { h } from './dom';
import { formatCount, formatMilliseconds } from './format';
import { readLocation, toLocation } from './location-state';
import { type Change, SearchSession } from './search-session';

export class Page {
  readonly element: HTMLElement;
  private readonly session = new SearchSession(readLocation(location.search), (change) => this.draw(change));
  private readonly box = new SearchBox({
    onType: (text) => this.session.type(text),
    onSubmit: () => {
      this.session.ask({ ...this.session.query, text: this.box.text });
      this.remember(true);
    },
    onLeave: () => this.results.focusFirst(),
  });
  private readonly chips = new ChipBar((value) => {
    this.session.toggleChip(value);
    this.remember(true);
  });
  private readonly results = new Results(() => this.box.focus());
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
      h('div', { class: 'summary' }, this.summary, this.explain));
    this.element = h(
      'div',
      { class: 'page' },
      h('header', { class: 'header' },
        h('div', { class: 'header__inner' }, home,
          h('h1', { class: 'slogan' }, 'Ask for it ', h('em', {}, 'your way')),
          h('p', { class: 'slogan__more' }, 'By name, brand, size or budget, in English or हिन्दी.'),
          this.box.element)),
      h('main', { class: 'main' }, this.toolbar, this.note, this.stage, this.moreArea, this.announcer),
      h('footer', { class: 'footer' },
        h('span', {}, 'Khoj'),
        h('nav', { 'aria-label': 'For developers' },
          h('a', { href: '/docs' }, 'API'), h('a', { href: '/redoc' }, 'Reference'),
          h('a', { href: '/openapi.json' }, 'OpenAPI'))),
    );
    home.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.pick('');
    });
    this.explain.addEventListener('click', () => {
      this.session.ask({ ...this.session.query, explain: !this.session.query.explain });
      this.remember(true);
    });
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

  private pick(text: string): void {
    this.session.ask({ ...this.session.query, text, chips: [] });
    this.remember(true);
    this.box.focus();
  }

  private shortcut(event: KeyboardEvent): void {
    const inField = event.target instanceof HTMLInputElement;
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
    this.element.classList.toggle('page--start', phase === 'start');
    this.toolbar.hidden = phase === 'start' || (phase === 'failed' && !session.response);
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
    if (phase === 'loading' && session.chips.length === 0) this.chips.showSkeletons();
    else if (phase !== 'start') this.chips.show(session.chips, query.chips);
    this.stage.classList.toggle('stage--stale', phase === 'loading' && session.response !== null);
    this.shownCount = session.products.length;
    this.drawMore();
  }

  private drawStage(): void {
    const { session } = this;
    const { query, response } = session;
    const again = () => session.ask(session.query);
    const dropFilters = query.chips.length > 0 ? () => {
      session.ask({ ...session.query, chips: [] });
      this.remember(true);
    } : null;
    this.note.hidden = true;
    this.summary.replaceChildren();
    if (session.phase === 'start') {
      this.stage.replaceChildren(startPanel((text) => this.pick(text)));
      this.announcer.textContent = '';
    } else if (session.phase === 'failed' && session.failure) {
      const panel = failurePanel(session.failure, again, dropFilters);
      this.stage.replaceChildren(panel);
      this.announcer.textContent = panel.innerText;
    } else if (response) {
      this.drawSummary();
      if (session.products.length === 0) {
        this.stage.replaceChildren(nothingFoundPanel(query.text.trim(), dropFilters));
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
    const products = `${formatCount(total)} ${total === 1 ? 'product' : 'products'}`;
    this.summary.replaceChildren(h('b', {}, products), ` in ${formatMilliseconds(response.processing_time_ms)}`);
    const fewer = total > 0 && response.words_required < response.words;
    if (fewer) {
      this.note.textContent = `Showing results with fewer words, too: at least ${response.words_required} of your ` +
        `${response.words}. Those with more of them come first.`;
      this.note.hidden = false;
    }
    this.announcer.textContent = `${products} for ${query.text.trim()}${fewer ? ', with fewer words' : ''}`;
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
