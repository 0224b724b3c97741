// What several checks do on the way: type, wait until the page has settled, open the filters, answer for the server.
import assert from 'node:assert/strict';

export const cards = (page) => page.locator('.results .card:not(.card--skeleton)');

export async function type(page, text) {
  await page.getByLabel('Search for products').pressSequentially(text, { delay: 15 });
}

export async function settled(page) {
  await page.locator('.stage:not(.stage--stale) .card:not(.card--skeleton)').first().waitFor();
  await page.locator('.search-box:not(.search-box--busy)').waitFor();
}

/** Waits for suggestions below the search field; the test's shop is suggested from once the server has built them. */
export async function suggested(page) {
  await page.locator('#suggestions .suggestion').first().waitFor();
}

/** Presses Tab until `reached` (run in the page) says so. */
export async function tabTo(page, reached) {
  for (let presses = 0; presses < 80; ++presses) {
    if (await page.evaluate(reached)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail('eighty tabs did not reach it');
}

/** Opens the filters where they are in a sheet. */
export async function openFilters(page) {
  const button = page.getByRole('button', { name: /^Filters/ });
  if (await button.isVisible()) await button.click();
  await page.locator('.facets:not([aria-busy])').waitFor();
}

export const total = (page) => page.locator('.summary__text b').innerText();
export const totalChanges = (page, before) =>
  page.waitForFunction((text) => document.querySelector('.summary__text b')?.innerText !== text, before);
export const prices = async (page) =>
  (await page.locator('.price__now').allInnerTexts()).map((price) => Number(price.replace(/[₹,]/g, '')));

/** Suggestions that do not depend on when the server has built its own. */
export async function suggest(page, groups) {
  await page.route('**/api/v1/autosuggest', (route) => route.fulfill({ json: { suggestions: [], chips: [],
    groups: { queries: [], categories: [], brands: [], products: [], ...groups } } }));
}

export async function answer(page, status, body) {
  await page.route('**/api/v1/search', (route) => route.fulfill({ status, json: body }));
}

export const emptyResponse = {
  results: [], strips: [], chips: [], normalized_query: '', total_results: 0, words: 1, words_required: 1,
  processing_time_ms: 0.1, request_id: 'r',
};
