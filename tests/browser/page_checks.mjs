// What the page must do, one function each. `page` starts blank at the size under test; `visit` opens an address of the
// server. A check throws when something is not as it should be. Here: typing, cards, chips and failures.
import assert from 'node:assert/strict';

import {
  cards, type, settled, suggested, tabTo, openFilters, total, suggest, answer, emptyResponse,
} from './steps.mjs';

export const kPageChecks = {
  async 'the start page offers examples and takes one'({ page, visit, shot }) {
    await visit('/');
    await page.getByRole('button', { name: /kurta under 1000/ }).waitFor();
    await shot('start');
    await page.getByRole('button', { name: /smart watch/ }).click();
    await settled(page);
    assert.match(page.url(), /\?q=smart\+watch$/);
    await page.goBack();
    await page.getByRole('button', { name: /smart watch/ }).waitFor();
  },

  async 'typing shows results with all that a card holds'({ page, visit, shot }) {
    await visit('/');
    await type(page, 'smart watch');
    await settled(page);
    assert.equal(new URL(page.url()).searchParams.get('q'), 'smart watch');
    const card = page.locator('[data-product=WATCH1]');
    const text = await card.innerText();
    for (const part of ['TIKK', '₹1,799', '₹6,999', '74% off', '4.2', '(21,894)', 'Cash on delivery']) {
      assert.ok(text.includes(part), `expected '${part}' in:\n${text}`);
    }
    assert.equal(await card.getByRole('link').getAttribute('rel'), 'noopener noreferrer');
    assert.ok((await page.locator('[data-product=WATCH3]').innerText()).includes('₹1,29,999'));
    assert.ok((await page.locator('[data-product=WATCH4]').innerText()).includes('Price not listed'));
    await page.locator('[data-product=WATCH4] .placeholder').waitFor();
    await page.locator('[data-product=WATCH1] img').waitFor();
    await page.waitForFunction(() => /products? for smart watch/.test(document.querySelector('[role=status]').innerText));
    await shot('results');
  },

  async 'opening a product is told to the server'({ page, visit }) {
    await page.context().route('https://shop.example/**', (route) => route.fulfill({ body: 'the shop' }));
    await visit('/');
    await type(page, 'tikk pulse');
    await settled(page);
    const clicks = () => page.evaluate(async () => {
      const report = await fetch('/api/v1/analytics/queries?report=popular&limit=100');
      const { items } = await report.json();
      return items.find(({ query }) => query === 'tikk pulse')?.clicks ?? 0;
    });
    const before = await clicks();
    const popup = page.waitForEvent('popup');
    await page.locator('[data-product=WATCH1]').getByRole('link').click();
    await (await popup).close();
    // The search is logged once it can no longer be the beginning of another one.
    await assert.doesNotReject(async () => {
      for (const deadline = Date.now() + 10_000; (await clicks()) !== before + 1;) {
        assert.ok(Date.now() < deadline, 'the click is not in the report');
        await page.waitForTimeout(100);
      }
    });
  },

  async 'a product out of stock says so'({ page, visit }) {
    await visit('/?q=1+ton+window+ac');
    await settled(page);
    assert.match(await page.locator('[data-product=AC2]').innerText(), /Out of stock/);
  },

  async 'a query in Devanagari finds products'({ page, visit, shot }) {
    await visit('/');
    await type(page, 'कुर्ता');
    await page.locator('[data-product^=KURTA]').first().waitFor();
    await type(page, ' नीला');
    await page.locator('.results li:first-child [data-product=HINDI1]').waitFor();
    await shot('devanagari');
  },

  async 'chips filter, are remembered by the address and come off again'({ page, visit, shot }) {
    await visit('/?q=kurta');
    await settled(page);
    const total = await page.locator('.summary__text b').innerText();
    await page.getByRole('button', { name: /4★|4 ?stars|4\+/i }).click();
    await settled(page);
    await page.waitForFunction((before) => document.querySelector('.summary__text b')?.innerText !== before, total);
    const ratings = await page.locator('.rating__value').allInnerTexts();
    assert.ok(ratings.length > 0 && ratings.every((rating) => Number(rating) >= 4), ratings.join(' '));
    const chip = page.locator('.chip[data-value="4plus"]');
    assert.equal(await chip.getAttribute('aria-pressed'), 'true');
    assert.match(page.url(), /chips=4plus/);
    await shot('chips');
    await page.reload();
    await settled(page);
    assert.equal(await chip.getAttribute('aria-pressed'), 'true');
    await chip.click();
    await page.waitForFunction((before) => document.querySelector('.summary__text b')?.innerText === before, total);
    assert.doesNotMatch(page.url(), /chips/);
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('[data-value="4plus"]')?.getAttribute('aria-pressed') === 'true');
  },

  async 'a price in the query is an active chip'({ page, visit }) {
    await visit('/?q=kurta+under+600');
    await settled(page);
    const chip = page.locator('.chip[data-value="under_600"]');
    assert.equal(await chip.getAttribute('aria-pressed'), 'true');
    for (const price of await page.locator('.price__now').allInnerTexts()) {
      assert.ok(Number(price.replace(/[₹,]/g, '')) <= 600, price);
    }
  },

  async 'explain shows the shares of every score, and they add up'({ page, visit, shot }) {
    await visit('/?q=smart+watch');
    await settled(page);
    assert.equal(await page.locator('.explanation').count(), 0);
    await page.getByRole('switch', { name: 'Explain' }).click();
    await page.locator('.explanation').first().waitFor();
    assert.equal(await page.locator('.explanation').count(), await cards(page).count());
    const panel = page.locator('.explanation').first();
    const rest = panel.locator('summary');
    if (await rest.count()) await rest.click();
    const shares = await panel.locator('.share__value').allInnerTexts();
    const sum = shares.reduce((total, share) => total + Number(share.replace('−', '-')), 0);
    const score = Number(await panel.locator('.explanation__score b').innerText());
    assert.ok(Math.abs(sum - score) < 1e-4 * (shares.length + 1), `shares ${sum}, score ${score}`);
    assert.match(page.url(), /explain=1/);
    await shot('explain');
  },

  async 'more results follow on request'({ page, visit }) {
    await visit('/?q=kurta');
    await settled(page);
    const before = await cards(page).count();
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.waitForFunction((count) => document.querySelectorAll('.results .card').length > count, before);
    const ids = await cards(page).evaluateAll((all) => all.map((card) => card.dataset.product));
    assert.equal(new Set(ids).size, ids.length, 'a product is shown twice');
    const focused = await page.evaluate(() => document.activeElement.closest('.card')?.dataset.product);
    assert.equal(focused, ids[before]);
  },

  async 'everything can be reached with the keyboard'({ page, visit }) {
    await visit('/');
    const focusedId = () => page.evaluate(() => document.activeElement.closest('.card')?.dataset.product ?? '');
    await page.keyboard.type('kurta', { delay: 15 });
    await suggested(page);
    await page.keyboard.press('Escape');
    await settled(page);
    await page.keyboard.press('ArrowDown');
    const ids = await cards(page).evaluateAll((all) => all.map((card) => card.dataset.product));
    assert.equal(await focusedId(), ids[0]);
    await page.keyboard.press('ArrowRight');
    assert.equal(await focusedId(), ids[1]);
    await page.keyboard.press('End');
    assert.equal(await focusedId(), ids.at(-1));
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowUp');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'query');
    await page.keyboard.press('Tab');
    await tabTo(page, () => document.activeElement.classList.contains('chip'));
    await page.keyboard.press('Enter');
    await page.locator('.chip--active').waitFor();
    await settled(page);
    assert.match(await page.evaluate(() => document.activeElement.className), /chip--active/);
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /kurta under 1000/ }).waitFor();
    assert.equal(new URL(page.url()).search, '');
  },

  async 'nothing found has a way on'({ page, visit, shot }) {
    await visit('/?q=qqxxzzqq');
    await page.getByRole('heading', { name: /Nothing found for “qqxxzzqq”/ }).waitFor();
    await shot('nothing');
  },

  async 'fewer words are announced'({ page, visit, shot }) {
    await visit('/?q=kurta+qqxxzzqq');
    await settled(page);
    assert.match(await page.locator('.note').innerText(), /fewer words/);
    await shot('fewer-words');
  },

  async 'a failing server is said to fail, and trying again works'({ page, visit, shot, allowConsole }) {
    allowConsole(/Failed to load resource/);
    await suggest(page, {});
    await visit('/?q=kurta');
    await settled(page);
    await page.route('**/api/v1/search', (route) => route.abort('connectionrefused'));
    await type(page, ' ');
    await page.getByRole('heading', { name: 'The shop does not answer' }).waitFor();
    await shot('unreachable');
    await page.unroute('**/api/v1/search');
    await page.getByRole('button', { name: 'Try again' }).click();
    await settled(page);

    await answer(page, 503, { error: true, status_code: 503, message: 'overloaded' });
    await type(page, ' ');
    await page.getByRole('heading', { name: 'A little crowded' }).waitFor();
    await page.unroute('**/api/v1/search');
    await answer(page, 500, { error: true, status_code: 500, message: 'broken inside' });
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.panel', { hasText: 'broken inside' }).waitFor();
  },

  async 'an unknown filter in the address is explained and can be dropped'({ page, visit, allowConsole }) {
    allowConsole(/422/);
    await visit('/?q=kurta&chips=nonsense');
    await page.locator('.panel', { hasText: 'nonsense' }).waitFor();
    await page.getByRole('button', { name: 'Drop the filters' }).click();
    await settled(page);
  },

  async 'being offline is noticed, and so is coming back'({ page, visit, allowConsole }) {
    allowConsole(/Failed to load resource/);
    await visit('/');
    await page.context().setOffline(true);
    await type(page, 'kurta');
    await page.getByRole('heading', { name: 'You are offline' }).waitFor();
    await page.context().setOffline(false);
    await settled(page);
  },

  async 'skeletons stand in while the first answer is on its way'({ page, visit, shot }) {
    await page.route('**/api/v1/search', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 600));
      await route.continue();
    });
    await visit('/?q=kurta');
    await page.locator('.card--skeleton').first().waitFor();
    assert.equal(await page.locator('#results').getAttribute('aria-busy'), 'true');
    await shot('skeletons');
    await settled(page);
    assert.equal(await page.locator('.card--skeleton').count(), 0);
  },

  async 'an answer to an older query never replaces a newer one'({ page, visit }) {
    await page.route('**/api/v1/search', async (route) => {
      const { query } = route.request().postDataJSON();
      if (query === 'kurta') await new Promise((resolve) => setTimeout(resolve, 700));
      await route.continue().catch(() => {});
    });
    await visit('/');
    await type(page, 'kurta');
    await page.waitForTimeout(250);
    await page.getByLabel('Search for products').fill('tawa');
    await page.locator('[data-product=PAN1]').waitFor();
    await page.waitForTimeout(800);
    assert.equal(await page.locator('[data-product^=KURTA]').count(), 0);
  },

  async 'hostile products stay text'({ page, visit }) {
    const hostile = {
      product_id: '"><script>', title: '<img src=x onerror="document.title=\'owned\'">', brand: '<b>brand</b>', category: '<i>',
      price: 1, original_price: null, currency: '<u>', discount_ratio: 0, rating: 9, review_count: 1, in_stock: true,
      image: 'javascript:alert(1)', link: 'javascript:document.title="owned"', cod_available: false, ranking_score: 1,
    };
    await answer(page, 200, { ...emptyResponse, results: [hostile], total_results: 1,
      chips: [{ type: 'x', label: '<img src=x>', value: '"<', active: false }] });
    await visit('/?q=%3Cscript%3E');
    await settled(page);
    assert.equal(await page.locator('.results img, .results a, .chip img').count(), 0);
    assert.match(await cards(page).innerText(), /<img src=x/);
    assert.doesNotMatch(await page.title(), /owned/);
  },

  async 'what was found is marked, and markup in a product stays text'({ page, visit }) {
    await visit('/?q=lantern');
    await settled(page);
    const title = page.locator('[data-product=MARKUP1] .card__title');
    assert.deepEqual(await title.locator('mark').allInnerTexts(), ['Lantern']);
    assert.equal(await title.locator('mark').first().evaluate((mark) => mark.children.length), 0);
    assert.equal(await title.evaluate((element) => element.textContent),
      'Lantern <img src=x onerror="document.title=1"> & <mark>lamp</mark>');
    assert.equal(await page.locator('.card__title img, .card__brand b').count(), 0);
    await openFilters(page);
    assert.equal(await page.locator('.facets b').count(), 0);
  },

  async 'a highlight that is more than marks stays text'({ page, visit }) {
    const html = '<mark>lamp</mark> &lt;b&gt; <img src=x onerror="document.title=1"><mark onclick="1">x</mark><script>1</script>';
    const product = { product_id: 'P', title: 'lamp', brand: '', category: '', price: 1, original_price: null, currency: 'INR',
      discount_ratio: 0, rating: null, review_count: 0, in_stock: true, image: '', link: '', cod_available: false, ranking_score: 1,
      highlights: { title: html } };
    await answer(page, 200, { ...emptyResponse, results: [product], total_results: 1 });
    await visit('/?q=lamp');
    await settled(page);
    const title = page.locator('.results .card__title');
    assert.equal(await title.locator('mark').count(), 1);
    assert.equal(await title.locator('img, script, [onclick]').count(), 0);
    assert.match(await title.evaluate((element) => element.textContent), /^lamp <b> <img src=x/);
  },

  async 'variants stand together, and say how many they are'({ page, visit }) {
    await visit('/?q=dhaaga+tshirt');
    await settled(page);
    assert.equal(await page.locator('[data-product^=TEE]').count(), 1);
    assert.match(await page.locator('[data-product^=TEE]').innerText(), /\+3 variants/);
  },

  async 'the variants of a product can be looked at, each by itself'({ page, visit, shot }) {
    await visit('/?q=dhaaga+tshirt');
    await settled(page);
    await page.getByRole('button', { name: '+3 variants' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/chips=variants_tee$/);
    await page.locator('[data-product=TEE3]').waitFor();
    assert.equal(await page.locator('[data-product^=TEE]').count(), 4);
    assert.equal(await page.locator('.results .card__variants').count(), 0);
    await shot('variants');
    await page.reload();
    await settled(page);
    assert.equal(await page.locator('[data-product^=TEE]').count(), 4);
    await page.locator('.chip--active', { hasText: 'Variants of one product' }).click();
    await page.getByRole('button', { name: '+3 variants' }).waitFor();
    await visit('/?q=tshirt&chips=variants_%25zz');
    await page.getByRole('heading', { name: /Nothing for “tshirt” with these filters/ }).waitFor();
  },

  async 'an answer cut short by the time says so'({ page, visit }) {
    await page.route('**/api/v1/search', async (route) => {
      const reply = await route.fetch();
      await route.fulfill({ response: reply, json: { ...await reply.json(), partial: true } });
    });
    await visit('/?q=kurta');
    await settled(page);
    assert.match(await page.locator('.note').innerText(), /there may be more/);
  },

  async 'nothing is wider than the window'({ page, visit }) {
    const filtered = '/?q=kurta&chips=brand_neelam,brand_jaipur_loom,color_blue,between_100_5000,3plus,in_stock&sort=price_asc';
    for (const address of ['/', '/?q=smart+watch', '/?q=smart+watch&explain=1', filtered, '/?browse=1', '/?q=' + 'x'.repeat(150)]) {
      await visit(address);
      await page.locator('.results .card:not(.card--skeleton), .panel, .shelves:not([hidden])').first().waitFor();
      const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= window, `${address} is ${wide} wide in a window of ${window}`);
    }
  },

  async 'the documentation renders offline: /docs'({ page, visit }) {
    await visit('/docs');
    await page.locator('.swagger-ui .opblock, .swagger-ui .opblock-tag').first().waitFor();
    await page.getByText('/api/v1/search').first().waitFor();
  },

  async 'the documentation renders offline: /redoc'({ page, visit }) {
    await visit('/redoc');
    await page.locator('.api-content', { hasText: '/api/v1/search' }).waitFor();
  },
};
