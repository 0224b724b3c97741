// What stands in place of results: the start, nothing found, and what went wrong, each with a way on.
import type { SearchFailure } from '../api';
import { h, icon } from '../dom';
import { kBoxPath } from './icons';
import { kindPath } from './kinds';

interface Example {
  text: string;
  note: string;
  drawing?: string;
}

const kExamples: readonly Example[] = [
  { text: 'kurta under 1000', note: 'a price in your words' },
  { text: '1.5 ton ac', note: 'sizes and units' },
  { text: 'smart watch', note: 'then tap a filter' },
  { text: 'कुर्ता', note: 'in हिन्दी', drawing: 'M4 6h16M14 6v13M14 11c-6-3-9 1-7 4s6 1 6-2' },
];

const kPlugPath = 'M9 3v5M15 3v5M6.5 8h11v3a5.5 5.5 0 0 1-11 0zM12 16.5V21';

function exampleButton(example: Example, onPick: (text: string) => void): HTMLButtonElement {
  const button = h(
    'button',
    { type: 'button', class: 'example' },
    icon(example.drawing ?? kindPath(example.text) ?? kBoxPath, 'icon example__icon'),
    h('span', { class: 'example__text' }, example.text),
    h('span', { class: 'example__note' }, example.note),
  );
  button.addEventListener('click', () => onPick(example.text));
  return button;
}

export function startPanel(onPick: (text: string) => void): HTMLElement {
  return h(
    'section',
    { class: 'start', 'aria-label': 'Examples' },
    h('h2', { class: 'start__title' }, 'Try one of these'),
    h('ul', { class: 'start__examples' }, ...kExamples.map((example) => h('li', {}, exampleButton(example, onPick)))),
  );
}

interface Action {
  label: string;
  run: () => void;
}

function panel(path: string, title: string, text: string, actions: Action[]): HTMLElement {
  const buttons = actions.map(({ label, run }, position) => {
    const button = h('button', { type: 'button', class: `button${position === 0 ? ' button--main' : ''}` }, label);
    button.addEventListener('click', run);
    return button;
  });
  return h(
    'section',
    { class: 'panel' },
    h('span', { class: 'panel__mark' }, icon(path, 'icon')),
    h('h2', { class: 'panel__title' }, title),
    h('p', { class: 'panel__text' }, text),
    buttons.length > 0 && h('div', { class: 'panel__actions' }, ...buttons),
  );
}

export function nothingFoundPanel(text: string, dropFilters: (() => void) | null, browse: () => void): HTMLElement {
  const everything: Action = { label: 'See everything', run: browse };
  if (dropFilters) {
    return panel(kBoxPath, text ? `Nothing for “${text}” with these filters` : 'Nothing with these filters',
      'Take one of them off, or all.', [{ label: 'Drop the filters', run: dropFilters }]);
  }
  return text
    ? panel(kBoxPath, `Nothing found for “${text}”`, 'Check the spelling, or try fewer or more general words.', [everything])
    : panel(kBoxPath, 'The shop is empty', 'Products appear here as soon as there are some.', []);
}

export function failurePanel(failure: SearchFailure, retry: () => void, dropFilters: (() => void) | null): HTMLElement {
  const again: Action = { label: 'Try again', run: retry };
  switch (failure.kind) {
    case 'offline':
      return navigator.onLine
        ? panel(kPlugPath, 'The shop does not answer', 'The server cannot be reached just now.', [again])
        : panel(kPlugPath, 'You are offline', 'The search goes on by itself when you are back.', [again]);
    case 'busy':
      return panel(kPlugPath, 'A little crowded', 'The server has too much to do. Try again in a moment.', [again]);
    case 'rejected':
      return panel(
        kBoxPath,
        'That search cannot be answered',
        failure.message || 'The server refused it.',
        dropFilters ? [{ label: 'Drop the filters', run: dropFilters }] : [again],
      );
    case 'broken':
      return panel(kPlugPath, 'Something went wrong', failure.message || 'The server could not answer.', [again]);
  }
}
