// The list of products and the keys that walk through it: arrows by position on the screen, Home and End, and back up
// to the search box.
import type { Product } from '../api';
import { h } from '../dom';
import { productCard, skeletonCard } from './product-card';

const kSkeletons = 10;

export class Results {
  readonly element = h('ol', { id: 'results', class: 'results', 'aria-label': 'Products' });

  constructor(
    private readonly onLeave: () => void,
    private readonly onOpen: (productId: string) => void,
    private readonly onVariants: (group: string) => void,
  ) {
    this.element.addEventListener('keydown', (event) => this.walk(event));
    this.element.addEventListener('click', (event) => this.open(event));
    this.element.addEventListener('auxclick', (event) => {
      if (event.button === 1) this.open(event);
    });
  }

  show(products: Product[], explained: boolean): void {
    this.element.classList.toggle('results--explained', explained);
    this.element.removeAttribute('aria-busy');
    this.element.replaceChildren(...products.map(productCard));
  }

  /** Adds the next page and moves the focus to its first product. */
  append(products: Product[]): void {
    const first = this.stops().length;
    this.element.append(...products.map(productCard));
    this.stops()[first]?.focus();
  }

  showSkeletons(): void {
    this.element.setAttribute('aria-busy', 'true');
    this.element.classList.remove('results--explained');
    this.element.replaceChildren(...Array.from({ length: kSkeletons }, skeletonCard));
  }

  focusFirst(): void {
    this.stops()[0]?.focus();
  }

  private stops(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>('[data-stop]')];
  }

  /** A click on a link, with whichever button, and Enter: all open the product. The variants have a button of their own. */
  private open(event: MouseEvent): void {
    const variants = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-group]') : null;
    if (variants?.dataset.group && event.type === 'click') this.onVariants(variants.dataset.group);
    if (!(event.target instanceof Element) || event.target.closest('a[href]') === null) return;
    const card = event.target.closest<HTMLElement>('[data-product]');
    if (card?.dataset.product !== undefined) this.onOpen(card.dataset.product);
  }

  private walk(event: KeyboardEvent): void {
    const stops = this.stops();
    const at = stops.indexOf(document.activeElement as HTMLElement);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const columns = this.columns();
    const target: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at + columns,
      ArrowUp: at - columns,
      Home: 0,
      End: stops.length - 1,
    };
    const next = target[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (next < 0) this.onLeave();
    else stops[Math.min(next, stops.length - 1)]?.focus();
  }

  /** How many cards stand in the first row. */
  private columns(): number {
    const cards = [...this.element.children] as HTMLElement[];
    const top = cards[0]?.offsetTop;
    return Math.max(1, cards.filter((card) => card.offsetTop === top).length);
  }
}
