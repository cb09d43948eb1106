import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { configSchema } from '../../src/config/schema.ts';
import { openArchive } from '../../src/control/archive/sqlite/archive.ts';
import { type ControlPlane, createControlPlane } from '../../src/control/plane.ts';
import { createLogger } from '../../src/log.ts';
import { ByteBudget } from '../../src/transport/byte-budget.ts';
import { Outbox } from '../../src/transport/outbox.ts';
import { comparisonShape } from '../../src/vocabulary/comparison-shape.ts';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import { exchangeId } from '../../src/vocabulary/exchange.ts';
import type { SpecimenBody } from '../../src/vocabulary/specimen.ts';
import { Tally } from '../../src/vocabulary/tally.ts';
import { logsOf } from '../bodies.ts';
import type { BenchOptions } from '../options.ts';
import type { Result } from '../result-table.ts';
import { median } from '../rounds.ts';

const routes = 500;
const fieldsOfRoute = 10;
/** As many as are kept of one field of one route. */
const examples = 20;
const instance = 'bench';
const epoch = '(unknown)';
const log = createLogger('bench', 'silent');
const serverMsMax = 100;
const kilobytesMax = 100;

/** What each page costs the server and the line, with 100,000 kept exchanges of 500 routes. */
export async function pages({ rounds }: BenchOptions): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-bench-'));
  const store = join(folder, 'parallax.db');
  try {
    keepExchanges(`${store}-exchanges`);
    return await askPages(store, rounds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function keepExchanges(file: string): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
  const retention = { ageMsMax: Number.MAX_SAFE_INTEGER, bytesMax: Number.MAX_SAFE_INTEGER };
  const archive = openArchive({ database, instance, retention });
  const count = routes * fieldsOfRoute * examples;
  for (let at = 0; at < count; at += 1) {
    archive.add(comparisonOf(at), epoch);
    if ((at + 1) % 500 > 0) continue;
    database.exec('BEGIN');
    archive.flush();
    database.exec('COMMIT');
  }
  database.close();
}

async function askPages(store: string, rounds: number): Promise<Result[]> {
  const config = configSchema.parse({
    primary: 'http://127.0.0.1:1',
    candidate: 'http://127.0.0.1:2',
    store,
    routes: Array.from({ length: routes }, (_, at) => ({ match: routeOf(at) })),
  });
  const plane = createControlPlane({ config, instance, settings: [], tally: new Tally(), log });
  await feed(plane);
  const field = new URLSearchParams({ epoch, route: routeOf(7), field: fieldOf(7) }).toString();
  const urls = {
    verdict: '/',
    routes: '/routes',
    route: `/route?${new URLSearchParams({ name: routeOf(7) }).toString()}`,
    field: `/field?${field}`,
    exchanges: '/exchanges',
    'exchanges of a field': `/exchanges?${field}`,
    'a search that finds one': '/exchanges?words=req-4711',
    'a search that finds all': '/exchanges?words=field',
    exchange: `/exchanges/${exchangeId(instance, 4711)}`,
    health: '/health',
    config: '/config',
  };
  const results: Result[] = [];
  for (const [page, url] of Object.entries(urls)) {
    results.push(...(await askPage(plane, page, url, rounds)));
  }
  results.push(savingResult(plane, rounds));
  void plane.ends.onStop?.();
  return results;
}

async function askPage(
  { app }: ControlPlane,
  page: string,
  url: string,
  rounds: number,
): Promise<Result[]> {
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const startedAt = performance.now();
    const answer = await app.request(url, { headers: { 'accept-encoding': 'gzip' } });
    const body = await answer.arrayBuffer();
    times.push(performance.now() - startedAt);
    if (answer.status !== 200) throw new Error(`${url} answers ${answer.status}`);
    bytes = body.byteLength;
  }
  const html = await (await app.request(url)).text();
  const assets = new Set(html.match(/(?<=")\/assets\/[^"]+/g));
  for (const asset of assets) bytes += (await (await app.request(asset)).arrayBuffer()).byteLength;
  const serverMs = median(times.slice(1));
  const kilobytes = bytes / 1000;
  return [
    bar(`${page}: server time`, serverMs, serverMsMax, 'ms'),
    bar(`${page}: first load, with ${assets.size} assets`, kilobytes, kilobytesMax, 'KB'),
  ];
}

/** What is done every second. */
function savingResult(plane: ControlPlane, rounds: number): Result {
  const times = Array.from({ length: rounds }, () => {
    const startedAt = performance.now();
    plane.save();
    return performance.now() - startedAt;
  });
  return bar('saving when nothing has come', median(times), 20, 'ms');
}

async function feed(plane: ControlPlane): Promise<void> {
  const channel = new MessageChannel();
  const outbox = new Outbox({
    shape: comparisonShape,
    budget: new ByteBudget(1024 * 1024 * 1024),
    onLost: () => undefined,
  });
  plane.ends.onInput?.(channel.port2);
  outbox.connect(channel.port1);
  for (let at = 0; at < routes * fieldsOfRoute; at += 1) {
    outbox.send({ ...comparisonOf(at), specimen: null });
    outbox.send({ ...comparisonOf(at), outcome: 'match', differences: [], specimen: null });
  }
  while (outbox.recordsInFlight > 0) await new Promise(setImmediate);
  channel.port1.close();
}

function routeOf(at: number): string {
  return `GET /api/v${at % routes}/logs`;
}

function fieldOf(at: number): string {
  return `body changed $.items[*].field${Math.floor(at / routes) % fieldsOfRoute}`;
}

function comparisonOf(at: number): Comparison {
  const answer = { status: 200, firstByteMs: 3, totalMs: 4, bodyBytes: 1000, stream: null };
  const name = fieldOf(at).split('.').at(-1) ?? '';
  return {
    sequence: at + 1,
    revision: 1,
    tenure: 0,
    wallClockMs: Date.now() - at,
    route: routeOf(at),
    area: `area-${at % 10}`,
    outcome: 'mismatch',
    reason: '',
    primary: answer,
    candidate: answer,
    differences: [
      {
        aspect: 'body',
        kind: 'changed',
        path: `$.items[0].${name}`,
        template: `$.items[*].${name}`,
        primary: String(at),
        candidate: 'null',
        shape: 'integer → null',
        distance: null,
        nature: null,
      },
    ],
    truncated: false,
    secondary: null,
    candidateVersion: '',
    translated: [],
    cascadeOf: null,
    hint: null,
    addsErrors: false,
    readings: [],
    specimen: {
      request: {
        method: 'GET',
        target: `${routeOf(at).slice(4)}?request=req-${at}`,
        fields: [['accept', '*/*']],
        body: bodyOf(''),
      },
      primary: { status: 200, fields: [], body: bodyOf(content(at, at)) },
      candidate: { status: 200, fields: [], body: bodyOf(content(at, null)) },
      times: { sentMs: 1, firstByteMs: 2, endedMs: 3 },
      identities: [],
      alignment: null,
    },
  };
}

function content(at: number, value: number | null): string {
  const name = fieldOf(at).split('.').at(-1) ?? '';
  return JSON.stringify({ items: [{ [name]: value }, ...logsOf(2_000, at + 1)] });
}

function bodyOf(text: string): SpecimenBody {
  return { kind: text === '' ? 'empty' : 'json', text, bytes: text.length, cut: false };
}

function bar(what: string, measured: number, most: number, unit: string): Result {
  return {
    what,
    measured: `${measured.toFixed(measured < 10 ? 1 : 0)} ${unit}`,
    bar: `≤ ${most} ${unit}`,
    met: measured <= most,
  };
}
