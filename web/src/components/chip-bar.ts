// What is filtered by, each taken off by a tap, and filters that one tap adds. A chip that is on because of the query's
// own words ("under 1000") is shown as on and goes away with the words.
import type { Chip } from '../api';
import { h, icon } from '../dom';
import { kCheckPath, kCrossPath } from './icons';

export class ChipBar {
  readonly element = h('ul', { class: 'chip-bar', 'aria-label': 'Filters' });

  constructor(
    private readonly onToggle: (value: string) => void,
    private readonly onClear: () => void,
  ) {
    this.element.addEventListener('keydown', (event) => {
      const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      const buttons = [...this.element.querySelectorAll<HTMLButtonElement>('button')];
      const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
      if (step === 0 || !next) return;
      event.preventDefault();
      next.focus();
    });
  }

  /** Grey chips in the place of those that are on their way. */
  showSkeletons(): void {
    this.element.hidden = false;
    this.element.replaceChildren(...[96, 108, 124, 148].map((width) => {
      const chip = h('li', { class: 'chip chip--skeleton skeleton', 'aria-hidden': 'true' });
      chip.style.width = `${width}px`;
      return chip;
    }));
  }

  /** @param chosen the values that the shopper tapped (and may take off again). */
  show(chips: Chip[], chosen: string[]): void {
    const focused = this.element.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset['value']
      : undefined;
    const active = chips.filter((chip) => chip.active || chosen.includes(chip.value));
    const others = chips.filter((chip) => !active.includes(chip));
    const clear = h('button', { type: 'button', class: 'chip chip--clear' }, 'Clear all');
    clear.addEventListener('click', this.onClear);
    this.element.replaceChildren(
      ...active.map((chip) => h('li', {}, this.button(chip, true, chosen.includes(chip.value)))),
      ...(chosen.length > 0 ? [h('li', {}, clear)] : []),
      ...others.map((chip) => h('li', {}, this.button(chip, false, false))),
    );
    this.element.hidden = chips.length === 0;
    if (focused === undefined) return;
    const buttons = [...this.element.querySelectorAll<HTMLButtonElement>('button')];
    (buttons.find((button) => button.dataset['value'] === focused) ?? buttons[0])?.focus({ preventScroll: true });
  }

  private button(chip: Chip, active: boolean, chosen: boolean): HTMLButtonElement {
    const fromWords = active && !chosen;
    const button = h(
      'button',
      {
        type: 'button',
        class: `chip${active ? ' chip--active' : ''}`,
        'aria-pressed': active ? 'true' : 'false',
        'aria-disabled': fromWords ? 'true' : null,
        title: fromWords ? 'Read out of your words' : chosen ? 'Take this filter off' : null,
        'data-value': chip.value,
      },
      fromWords && icon(kCheckPath, 'icon chip__check'),
      chip.label || chip.value,
      chosen && icon(kCrossPath, 'icon chip__cross'),
    );
    if (!fromWords) button.addEventListener('click', () => this.onToggle(chip.value));
    return button;
  }
}
