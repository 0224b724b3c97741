// Checks (see page_checks.mjs) of the suggestions below the search field.
import assert from 'node:assert/strict';

import { type, settled, suggested, suggest } from './steps.mjs';

export const kSuggestionChecks = {
  async 'suggestions are a combobox for the keyboard'({ page, visit }) {
    await suggest(page, { queries: [{ text: 'blue kurta', score: 1 }], brands: [{ text: 'Neelam', score: 0.5 }] });
    await visit('/');
    const box = page.getByRole('combobox', { name: 'Search for products' });
    assert.equal(await box.getAttribute('aria-expanded'), 'false');
    await type(page, 'kurt');
    await suggested(page);
    const active = () => page.evaluate(() =>
      document.getElementById(document.activeElement.getAttribute('aria-activedescendant') ?? '')?.innerText ?? '');
    assert.equal(await box.getAttribute('aria-expanded'), 'true');
    assert.equal(await page.getByRole('group', { name: 'Brands' }).getByRole('option').count(), 1);
    assert.equal(await active(), '');
    await page.keyboard.press('ArrowDown');
    assert.equal(await active(), 'blue kurta');
    assert.equal(await page.locator('#suggestions').getByRole('option', { selected: true }).innerText(), 'blue kurta');
    await page.keyboard.press('ArrowUp');
    assert.equal(await active(), '');
    await page.keyboard.press('ArrowUp');
    assert.equal(await active(), 'Neelam');
    await page.keyboard.press('Escape');
    assert.equal(await box.getAttribute('aria-expanded'), 'false');
    assert.equal(await box.inputValue(), 'kurt');
    await page.keyboard.press('Alt+ArrowDown');
    await suggested(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\?q=blue\+kurta$/);
    assert.equal(await box.getAttribute('aria-expanded'), 'false');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'query');
    await settled(page);
    await box.fill('nee');
    await suggested(page);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Tab');
    await page.waitForURL(/\?q=Neelam$/);
    assert.notEqual(await page.evaluate(() => document.activeElement.id), 'query');
    assert.equal(await page.locator('#suggestions').isVisible(), false);
  },

  async 'what is chosen stays chosen in a newer list that has it'({ page, visit }) {
    const lists = [['red kurta', 'blue kurta'], ['blue kurta', 'kurta set'], ['kurta set']];
    let answers = 0;
    await page.route('**/api/v1/autosuggest', (route) => route.fulfill({ json: { suggestions: [], chips: [],
      groups: { queries: lists[answers++].map((text) => ({ text, score: 1 })), categories: [], brands: [], products: [] } } }));
    await visit('/');
    const option = (text) => page.locator('#suggestions').getByRole('option', { name: text });
    const chosen = page.locator('#suggestions').getByRole('option', { selected: true });
    await type(page, 'k');
    await option('red kurta').waitFor();
    await page.keyboard.press('ArrowUp');
    assert.equal(await chosen.innerText(), 'blue kurta');
    await type(page, 'u');
    await option('kurta set').waitFor();
    assert.equal(await chosen.innerText(), 'blue kurta');
    await type(page, 'r');
    await option('blue kurta').waitFor({ state: 'detached' });
    assert.equal(await chosen.count(), 0);
  },

  async 'a suggestion is taken by a press, and going elsewhere closes them'({ page, visit, shot }) {
    await suggest(page, { queries: [{ text: 'blue kurta', score: 1 }], products: [{ text: '<b>kurta</b>', score: 0.5 }] });
    await visit('/');
    await type(page, 'kurt');
    await suggested(page);
    assert.equal(await page.locator('#suggestions').getByRole('option').nth(1).innerText(), '<b>kurta</b>');
    await shot('suggestions');
    await page.locator('#suggestions').getByRole('option', { name: 'blue kurta' }).click();
    await page.waitForURL(/\?q=blue\+kurta$/);
    assert.equal(await page.locator('#suggestions').isVisible(), false);
    await type(page, ' s');
    await suggested(page);
    await page.locator('.brand').focus();
    assert.equal(await page.locator('#suggestions').isVisible(), false);
  },

  async 'suggestions come from the shop'({ page, visit, shot }) {
    await visit('/');
    await type(page, 'kurt');
    await page.getByRole('group', { name: 'Categories' }).getByRole('option', { name: 'Kurtas' }).waitFor();
    await shot('suggestions-of-the-shop');
  },

  async 'suggestions for an older text never replace newer ones'({ page, visit }) {
    let release = () => {};
    const held = new Promise((resolve) => (release = resolve));
    let answered = () => {};
    const older = new Promise((resolve) => (answered = resolve));
    await page.route('**/api/v1/autosuggest', async (route) => {
      const { query } = route.request().postDataJSON();
      const groups = { queries: [{ text: `${query} set`, score: 1 }], categories: [], brands: [], products: [] };
      if (query === 'ku') await held;
      await route.fulfill({ json: { groups } }).catch(() => {});
      if (query === 'ku') answered();
    });
    await visit('/');
    const asked = page.waitForRequest('**/api/v1/autosuggest');
    await page.getByLabel('Search for products').fill('ku');
    await asked;
    await page.getByLabel('Search for products').fill('kurta');
    await page.locator('#suggestions').getByRole('option', { name: 'kurta set' }).waitFor();
    release();
    await older;
    assert.deepEqual(await page.locator('#suggestions').getByRole('option').allInnerTexts(), ['kurta set']);
  },
};
