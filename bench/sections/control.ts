import { MessageChannel } from 'node:worker_threads';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema } from '../../src/config/schema.ts';
import { createControlPlane } from '../../src/control/plane.ts';
import { KeptEvidence } from '../../src/control/evidence/kept-evidence.ts';
import { evaluateGate } from '../../src/control/gate/evaluate.ts';
import { resolveGatePolicy } from '../../src/control/gate/resolve-policy.ts';
import { SqliteStore } from '../../src/control/store/sqlite/sqlite-store.ts';
import { createLogger } from '../../src/log.ts';
import { ByteBudget } from '../../src/transport/byte-budget.ts';
import { Outbox } from '../../src/transport/outbox.ts';
import { comparisonShape } from '../../src/vocabulary/comparison-shape.ts';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import { Tally } from '../../src/vocabulary/tally.ts';
import type { BenchOptions } from '../options.ts';
import type { Result } from '../result-table.ts';
import { median } from '../rounds.ts';

const routes = 500;
const fields = 200;
/** Makes some 5,000 series. */
const scrapedRoutes = 100;
const epoch = 'bench';
const log = createLogger('bench', 'silent');

/** What the control plane costs, on one core; absolute, as there is no peer. */
export async function control({ rounds }: BenchOptions): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-bench-'));
  try {
    return [...evidenceResults(join(folder, 'parallax.db'), rounds), await metricsResult(rounds)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function evidenceResults(file: string, rounds: number): Result[] {
  const config = configOf(file);
  const policy = resolveGatePolicy(config.gate, config.routes, false);
  const store = new SqliteStore({ file, log });
  const evidence = new KeptEvidence({
    rules: {
      revision: 1,
      under: () => 'same',
      marginsOf: () => policy.otherAreas.latency,
      namesOf: (_, exchange) => exchange,
    },
    candidate: 'http://candidate.test',
    store,
    instance: epoch,
    returnAfter: { seen: 100, silentMs: 60_000 },
    log,
  });
  fill(evidence);
  evidence.flush();
  const gateMs = timed(rounds, () => {
    evaluateGate(evidence.current(), policy, Date.now(), { epoch, hold: null, accepted: [] });
  });
  const batch = Array.from({ length: 20_000 }, (_, at) => comparisonOf(at % routes, at % 3));
  const ingestMs = timed(rounds, () => {
    for (const comparison of batch) evidence.record(comparison);
    evidence.flush();
  });
  store.close();
  const megabytes = statSync(file).size / 1e6;
  return [
    bar('gate over 500 routes of 200 fields', gateMs, 50, 'ms'),
    bar('20,000 comparisons counted and saved', ingestMs, 1000, 'ms'),
    // Counts: its size depends on routes and fields, and not on how many comparisons they are of.
    bar('store with 500 routes of 200 fields, whatever was counted', megabytes, 200, 'MB'),
  ];
}

/** Each field of each route has differed, some of them often. */
function fill(evidence: KeptEvidence): void {
  for (let route = 0; route < routes; route += 1) {
    for (let field = 0; field < fields; field += 4) {
      evidence.record(comparisonOf(route, 4, field));
    }
  }
}

async function metricsResult(rounds: number): Promise<Result> {
  const config = configOf(undefined);
  const plane = createControlPlane({
    config,
    instance: epoch,
    settings: [],
    tally: new Tally(),
    log,
  });
  const channel = new MessageChannel();
  const outbox = new Outbox({
    shape: comparisonShape,
    budget: new ByteBudget(1024 * 1024 * 1024),
    onLost: () => undefined,
  });
  plane.ends.onInput?.(channel.port2);
  outbox.connect(channel.port1);
  for (let route = 0; route < scrapedRoutes; route += 1) outbox.send(comparisonOf(route, 1));
  while (outbox.recordsInFlight > 0) await new Promise(setImmediate);
  const scrape = async (): Promise<string> => (await plane.app.request('/metrics')).text();
  const series = (await scrape()).split('\n').filter((line) => /^[a-z]/.test(line)).length;
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    await scrape();
    times.push(performance.now() - startedAt);
  }
  await plane.ends.onStop?.();
  channel.port1.close();
  return bar(`/metrics with ${series} series`, median(times), 20, 'ms');
}

function configOf(store: string | undefined) {
  return configSchema.parse({
    primary: 'http://127.0.0.1:1',
    candidate: 'http://127.0.0.1:2',
    ...(store === undefined ? {} : { store }),
    routes: Array.from({ length: routes }, (_, at) => ({
      match: `GET /api/v${at}`,
      area: `area-${at % 10}`,
    })),
  });
}

function comparisonOf(route: number, differing: number, from = 0): Comparison {
  const answer = { status: 200, firstByteMs: 3, totalMs: 4, bodyBytes: 1000, stream: null };
  return {
    sequence: 1,
    revision: 1,
    tenure: 0,
    wallClockMs: Date.now(),
    route: `GET /api/v${route}`,
    area: `area-${route % 10}`,
    outcome: differing === 0 ? 'match' : 'mismatch',
    reason: '',
    primary: answer,
    candidate: answer,
    differences: Array.from({ length: differing }, (_, at) => ({
      aspect: 'body',
      kind: 'changed',
      path: `$.field${from + at}`,
      template: `$.field${from + at}`,
      primary: '1',
      candidate: '2',
      shape: null,
      distance: 1,
      nature: null,
    })),
    truncated: false,
    secondary: null,
    candidateVersion: '',
    translated: [],
    cascadeOf: null,
    hint: null,
    addsErrors: false,
    readings: [],
    specimen: null,
  };
}

function timed(rounds: number, work: () => void): number {
  work();
  const times = Array.from({ length: rounds }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
  return median(times);
}

function bar(what: string, measured: number, most: number, unit: string): Result {
  const shown = measured < 10 ? measured.toFixed(1) : measured.toFixed(0);
  return {
    what,
    measured: `${shown} ${unit}`,
    bar: `≤ ${most} ${unit}`,
    met: measured <= most,
  };
}
