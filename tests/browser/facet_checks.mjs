// Checks (see page_checks.mjs) of facets, sorting and browsing.
import assert from 'node:assert/strict';

import { type, settled, suggested, tabTo, openFilters, total, totalChanges, prices, suggest } from './steps.mjs';

export const kFacetChecks = {
  async 'facets filter, and the others of a facet stay to choose from'({ page, visit, shot }) {
    await visit('/?q=kurta');
    await settled(page);
    const all = await total(page);
    await openFilters(page);
    const brands = page.locator('.facets__section', { hasText: 'Brand' });
    await brands.getByLabel(/^Neelam/).check();
    await totalChanges(page, all);
    await settled(page);
    const one = await total(page);
    assert.ok(Number.parseInt(one, 10) < Number.parseInt(all, 10), `${one} of ${all}`);
    assert.match(page.url(), /chips=brand_neelam$/);
    await brands.getByLabel(/^Meera/).check();
    await totalChanges(page, one);
    await settled(page);
    assert.ok(Number.parseInt(await total(page), 10) > Number.parseInt(one, 10));
    await shot('facets');
    await page.keyboard.press('Escape');
    const shown = new Set(await page.locator('.card__brand').evaluateAll((all) => all.map((brand) => brand.textContent)));
    assert.deepEqual([...shown].sort(), ['Meera', 'Neelam']);
    await page.reload();
    await settled(page);
    await page.locator('.chip--active', { hasText: 'Neelam' }).click();
    await page.waitForURL(/chips=brand_meera$/);
    await page.goBack();
    await page.locator('.chip--active', { hasText: 'Neelam' }).waitFor();
    await openFilters(page);
    assert.equal(await brands.getByLabel(/^Neelam/).isChecked(), true);
    await page.keyboard.press('Escape');
    await page.locator('.chip--clear').click();
    await page.waitForFunction((text) => document.querySelector('.summary__text b')?.innerText === text, all);
    assert.equal(new URL(page.url()).searchParams.get('chips'), null);
  },

  async 'facets can be used with the keyboard alone'({ page, visit }) {
    await visit('/?q=kurta');
    await settled(page);
    const all = await total(page);
    if (await page.locator('.tool--filters').isVisible()) {
      await tabTo(page, () => document.activeElement.classList.contains('tool--filters'));
      await page.keyboard.press('Enter');
    }
    await tabTo(page, () => document.activeElement.value === 'neelam');
    await page.keyboard.press('Space');
    await totalChanges(page, all);
    await settled(page);
    assert.equal(await page.evaluate(() => document.activeElement.value), 'neelam', 'the focus is lost');
    await tabTo(page, () => document.activeElement.type === 'radio');
    await page.keyboard.press('ArrowDown');
    await page.waitForURL(/4plus/);
    if (await page.locator('.sheet').isVisible()) {
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('.sheet').isVisible(), false);
      assert.match(await page.evaluate(() => document.activeElement.className), /tool--filters/);
    }
  },

  async 'a long facet shows more on request and can be searched'({ page, visit }) {
    await visit('/?browse=1');
    await settled(page);
    await openFilters(page);
    const brands = page.locator('.facets__section', { hasText: 'Brand' });
    const rows = brands.getByRole('checkbox');
    const before = await rows.count();
    await brands.getByRole('button', { name: /^Show \d+ more$/ }).click();
    assert.ok(await rows.count() > before);
    await brands.getByRole('button', { name: 'Show fewer' }).click();
    assert.equal(await rows.count(), before);
    await brands.getByLabel('Find a brand').fill('gran');
    await brands.getByLabel(/^Granth/).waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.facet__box[value=granth]').length === 1);
    assert.equal(await rows.count(), 1);
    await brands.getByLabel(/^Granth/).check();
    await page.waitForURL(/chips=brand_granth/);
    await brands.getByLabel('Find a brand').fill('qqxx');
    await brands.getByText('Nothing by that name here').waitFor();
  },

  async 'prices are chosen by amounts and by handles'({ page, visit, shot }) {
    await visit('/?q=kurta');
    await settled(page);
    await openFilters(page);
    assert.ok(await page.locator('.price-range__bar').count() > 2);
    await page.getByLabel('Max price in rupees').fill('700');
    await page.getByLabel('Max price in rupees').press('Enter');
    await page.waitForURL(/chips=under_700$/);
    await settled(page);
    assert.ok((await prices(page)).every((price) => price <= 700));
    await page.getByLabel('Lowest price').focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/chips=between_\d+_\d+$/);
    await settled(page);
    const [, from, to] = /between_(\d+)_(\d+)$/.exec(page.url());
    assert.ok((await prices(page)).every((price) => price >= Number(from) && price <= Number(to)), page.url());
    assert.match(await page.getByLabel('Lowest price').getAttribute('aria-valuetext'), /^₹/);
    await shot('prices');
    await page.getByLabel('Min price in rupees').fill('');
    await page.getByLabel('Min price in rupees').press('Enter');
    await page.waitForURL(/chips=under_\d+$/);
  },

  async 'ratings and what is in stock filter, too'({ page, visit }) {
    await visit('/?q=kurta');
    await settled(page);
    await openFilters(page);
    await page.getByRole('radio', { name: /3 stars/ }).check();
    await page.waitForURL(/chips=3plus$/);
    await page.getByLabel(/^In stock/).check();
    await page.waitForURL(/chips=3plus,in_stock$/);
    await page.getByRole('radio', { name: /4 stars/ }).check();
    await page.waitForURL(/chips=in_stock,4plus$/);
    await settled(page);
    assert.equal(await page.locator('.card__sold-out').count(), 0);
    const ratings = await page.locator('.results .rating__value').allInnerTexts();
    assert.ok(ratings.length > 0 && ratings.every((rating) => Number(rating) >= 4), ratings.join(' '));
    await page.getByRole('radio', { name: 'Any rating' }).check();
    await page.waitForURL(/chips=in_stock$/);
  },

  async 'the order can be chosen and is remembered by the address'({ page, visit }) {
    await visit('/?q=kurta');
    await settled(page);
    const menu = page.getByLabel('Sort by');
    await menu.selectOption('Price: low to high');
    await page.waitForURL(/sort=price_asc$/);
    await settled(page);
    const rising = await prices(page);
    assert.deepEqual(rising, [...rising].sort((a, b) => a - b));
    await menu.selectOption('Price: high to low');
    await page.waitForURL(/sort=price_desc$/);
    await settled(page);
    const falling = await prices(page);
    assert.deepEqual(falling, [...falling].sort((a, b) => b - a));
    await page.reload();
    await settled(page);
    assert.equal(await menu.inputValue(), 'price_desc');
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('.sort__menu').value === 'price_asc');
    for (const label of ['Best rated', 'Newest', 'Best match']) {
      await menu.selectOption(label);
      await settled(page);
    }
    assert.equal(new URL(page.url()).searchParams.get('sort'), null);
  },

  async 'the shop can be browsed without a word'({ page, visit, shot }) {
    await visit('/');
    await page.getByRole('navigation', { name: 'Categories' }).getByRole('link', { name: /^Kurtas/ }).click();
    await page.waitForURL(/\?browse=1&chips=category_kurtas$/);
    await settled(page);
    assert.match(await page.locator('.chip--active').innerText(), /Kurtas/);
    await shot('browse');
    await page.locator('.chip--clear').click();
    await page.waitForURL(/\?browse=1$/);
    await settled(page);
    await page.goBack();
    await page.goBack();
    await page.getByRole('button', { name: /kurta under 1000/ }).waitFor();
  },

  async 'on a narrow screen the filters are a sheet, on a wide one a column'({ page, visit, shot }) {
    await visit('/?q=kurta');
    await settled(page);
    const narrow = page.viewportSize().width < 900;
    assert.equal(await page.locator('.tool--filters').isVisible(), narrow);
    assert.equal(await page.locator('.sidebar .facets').isVisible(), !narrow);
    if (!narrow) return;
    await openFilters(page);
    await shot('sheet');
    const [wide, window] = await page.evaluate(() => [document.querySelector('.sheet').scrollWidth, innerWidth]);
    assert.ok(wide <= window, `the sheet is ${wide} wide in a window of ${window}`);
    await page.locator('.sheet').getByLabel(/^Meera/).check();
    await page.waitForURL(/brand_meera/);
    await settled(page);
    assert.match(await page.locator('.tool__badge').evaluate((badge) => badge.textContent), /^1$/);
    await page.locator('.sheet').getByRole('button', { name: /^Show \d+ products$/ }).click();
    assert.equal(await page.locator('.sheet').isVisible(), false);
  },

  async 'what a finger must hit is large enough'({ page, visit }) {
    if (page.viewportSize().width >= 900) return;
    await suggest(page, { queries: [{ text: 'blue kurta', score: 1 }] });
    const small = () => page.evaluate(() => [...document.querySelectorAll('button, select, summary, .facet__row, .amount, .suggestion, .chip, ' +
      '.facet__search, .price-range__handle')].filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 44)
      .map((element) => `${element.className} ${element.getBoundingClientRect().height}`));
    await visit('/');
    await page.locator('.shelves:not([hidden])').waitFor();
    assert.deepEqual(await small(), []);
    await visit('/?q=kurta&chips=4plus');
    await settled(page);
    await type(page, ' b');
    await suggested(page);
    assert.deepEqual(await small(), []);
    await page.keyboard.press('Escape');
    await openFilters(page);
    assert.deepEqual(await small(), []);
  },
};
