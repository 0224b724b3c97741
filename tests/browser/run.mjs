// The browser tests: node tests/browser/run.mjs PATH/TO/khoj, or --url http://… for a server that runs already (it gets
// the test's products). Further options: --shots DIR (default build/screenshots), --only PART of a check's name.
// Needs Chromium (CHROMIUM or /usr/bin/chromium) and `npm ci` in this folder. Ends with "N passed, N failed".
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { chromium } from 'playwright-core';

import { kFacetChecks } from './facet_checks.mjs';
import { kPageChecks } from './page_checks.mjs';
import { kPictureHost, kProducts } from './products.mjs';
import { importProducts, startServer } from './server.mjs';
import { kSuggestionChecks } from './suggestion_checks.mjs';

const kRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const kSizes = [{ width: 390, height: 844 }, { width: 1440, height: 900 }];
const kChecks = { ...kPageChecks, ...kSuggestionChecks, ...kFacetChecks };
/** The checks that run in dark colours, too: for their pictures. */
const kInTheDark = /start page|typing shows|explain shows|facets filter|taken by a press|are a sheet/;
const kCheckTimeoutMs = 15_000;
/** The picture of the one product that has one: a watch on white. */
const kPicture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="200" height="200">
  <rect x="72" y="6" width="56" height="188" rx="14" fill="#31343f"/>
  <rect x="52" y="52" width="96" height="96" rx="24" fill="#14161c"/>
  <text x="100" y="112" font-size="30" font-family="sans-serif" text-anchor="middle" fill="#5ee0b0">10:09</text>
</svg>`;

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      shots: { type: 'string', default: join(kRoot, 'build/screenshots') },
      only: { type: 'string', default: '' },
    },
  });
  if (!values.url && positionals.length !== 1) {
    console.error('usage: node tests/browser/run.mjs (PATH/TO/khoj | --url URL) [--shots DIR] [--only PART]');
    process.exit(2);
  }
  return { ...values, binary: positionals[0] };
}

/** Runs one check on a fresh page and fails it for console errors and requests to anywhere else. */
async function runCheck(browser, url, check, { size, scheme, shotsFolder }) {
  const context = await browser.newContext({ viewport: size, colorScheme: scheme, locale: 'en-IN', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(kCheckTimeoutMs);
  const complaints = [];
  let tolerated = /^$/;
  // One picture there is, every other one is missing without a word from the console.
  await context.route(`${kPictureHost}/**`, (route) =>
    route.fulfill({ contentType: 'image/svg+xml', body: route.request().url().endsWith('/watch.svg') ? kPicture : 'gone' }));
  page.on('console', (message) => {
    if (message.type() === 'error' && !tolerated.test(message.text())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (!['data:', 'blob:'].includes(protocol) && origin !== new URL(url).origin && origin !== kPictureHost) {
      complaints.push(`request to ${request.url()}`);
    }
  });
  try {
    await check({
      page,
      visit: (address) => page.goto(url + address),
      shot: (name) => page.screenshot({ path: join(shotsFolder, `${name}-${size.width}x${size.height}-${scheme}.png`) }),
      allowConsole: (pattern) => (tolerated = pattern),
    });
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  } finally {
    await context.close();
  }
}

async function runAll(browser, url, { only, shots }) {
  let passed = 0;
  let failed = 0;
  const record = async (name, run) => {
    const begin = Date.now();
    try {
      await run();
      ++passed;
      console.log(`ok    ${name} (${Date.now() - begin} ms)`);
    } catch (error) {
      ++failed;
      console.log(`FAIL  ${name}\n      ${String(error.message).replaceAll('\n', '\n      ')}`);
    }
  };
  const chosen = Object.entries(kChecks).filter(([name]) => name.includes(only));
  for (const size of kSizes) {
    for (const scheme of ['light', 'dark']) {
      for (const [name, check] of chosen) {
        if (scheme === 'dark' && !kInTheDark.test(name)) continue;
        await record(`${size.width}×${size.height} ${scheme}: ${name}`, () =>
          runCheck(browser, url, check, { size, scheme, shotsFolder: shots }));
      }
    }
  }
  return { passed, failed };
}

const options = readArguments();
rmSync(options.shots, { recursive: true, force: true });
mkdirSync(options.shots, { recursive: true });
const server = options.url ? { url: options.url.replace(/\/$/, ''), stop: null } : await startServer(options.binary);
let outcome = { passed: 0, failed: 1 };
try {
  await importProducts(server.url, kProducts);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  outcome = await runAll(browser, server.url, options);
  await browser.close();
} catch (error) {
  console.log(`FAIL  ${error.message}`);
} finally {
  await server.stop?.();
}
console.log(`${outcome.passed} passed, ${outcome.failed} failed`);
process.exit(outcome.failed === 0 ? 0 : 1);
