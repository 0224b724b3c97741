// Starts `khoj serve` on a free port with a data folder of its own, and gives it products through its API.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const kStartTimeoutMs = 30_000;
/** Longer than the while after which a server builds its suggestions anew. */
const kImportTimeoutMs = 45_000;

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts the program; resolves to {url, stop()} once /health answers. */
export async function startServer(binary) {
  const port = await freePort();
  const dataDir = mkdtempSync(join(tmpdir(), 'khoj-browser-'));
  const args = ['serve', '--data-dir', dataDir, '--host', '127.0.0.1', '--port', String(port),
    '--set', 'suggest.rebuild_interval_ms=100'];
  const child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (bytes) => (log = (log + bytes).slice(-4_000)));
  const ended = new Promise((resolve) => child.on('exit', resolve));
  child.on('error', (error) => (log += error.message));

  const stop = async () => {
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(killer);
    rmSync(dataDir, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + kStartTimeoutMs; Date.now() < deadline; await pause(100)) {
    if (child.exitCode !== null || child.pid === undefined) break;
    const answer = await fetch(`${url}/health`).catch(() => null);
    if (answer?.ok) return { url, stop };
  }
  if (child.pid !== undefined && child.exitCode === null) await stop();
  throw new Error(`${binary} did not come up. The end of its log:\n${log}`);
}

/** Imports products and waits until a search finds them and suggestions have been built from them. */
export async function importProducts(url, products) {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(`${url}/api/v1/products`, { method: 'POST', headers, body: JSON.stringify(products) });
  if (!answer.ok) throw new Error(`POST /api/v1/products answered ${answer.status}: ${await answer.text()}`);
  const ask = async (path, body) => {
    const reply = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return reply.ok ? reply.json() : {};
  };
  const last = products.at(-1);
  await until('the imported products can be found', async () =>
    (await ask('/api/v1/search', { query: last.title, max: 1 })).results?.[0]?.product_id === last.id);
  await until('the imported products are suggested from', async () =>
    (await ask('/api/v1/autosuggest', { query: last.title.slice(0, 5) })).suggestions?.length > 0);
}

async function until(what, holds) {
  for (const deadline = Date.now() + kImportTimeoutMs; Date.now() < deadline; await pause(100)) {
    if (await holds()) return;
  }
  throw new Error(`not so after ${kImportTimeoutMs / 1000} seconds: ${what}`);
}
