import { randomBytes } from 'node:crypto';
import { createPairComparer } from '../../src/compare/compare-pair.ts';
import { createRedactor } from '../../src/compare/redaction/redactor.ts';
import { configSchema } from '../../src/config/schema.ts';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import { noExcuses } from '../../src/vocabulary/excuses.ts';
import { noIdentities, noPathIdentities } from '../../src/vocabulary/identities.ts';
import type { Pair } from '../../src/vocabulary/pair.ts';
import { formatResponseHead } from '../../src/vocabulary/raw-head.ts';
import { logsOf, respelt } from '../bodies.ts';
import type { BenchOptions } from '../options.ts';
import { barResult, type Result } from '../result-table.ts';
import { median, pairedRatio } from '../rounds.ts';

const comparer = createPairComparer(
  configSchema.parse({ primary: 'http://127.0.0.1:1', candidate: 'http://127.0.0.1:2' }),
  createRedactor(randomBytes(32)),
);
const deadlineMs = 250;

/** What comparing bodies costs, as ratios to what parsing both costs anyway. */
export async function compareBodies({ rounds }: BenchOptions): Promise<Result[]> {
  const times = Math.max(rounds, 9);
  return [
    ...equalBytes(times),
    ...equalMeaning(times),
    fewDifferences(times),
    memoryOfDifferences(),
    headInsert(times),
    ...worstCases(),
  ];
}

function equalBytes(rounds: number): Result[] {
  return [1_000_000, 10_000_000].map((bytes) => {
    const text = JSON.stringify(logsOf(bytes));
    const pair = pairOf(text, text);
    const copy = Buffer.from(text);
    const ratio = ratioOf(
      rounds,
      () => compare(pair, 'match'),
      () => copy.equals(pair.exchange.response.body),
    );
    return barResult(`equal bytes, ${sizeText(bytes)}: / comparing buffers`, ratio, { atMost: 2 });
  });
}

function equalMeaning(rounds: number): Result[] {
  return [10_000, 100_000, 1_000_000, 10_000_000].map((bytes) => {
    const logs = logsOf(bytes);
    const [left, right] = [JSON.stringify(logs), respelt(logs)];
    const pair = pairOf(left, right);
    const ratio = ratioOf(rounds, () => compare(pair, 'match'), parsing(left, right));
    return barResult(
      `equal meaning, other bytes, ${sizeText(bytes)}: / JSON.parse of both`,
      ratio,
      { atMost: 1.5 },
    );
  });
}

function fewDifferences(rounds: number): Result {
  const [left, right] = withFewDifferences();
  const pair = pairOf(left, right);
  const ratio = ratioOf(rounds, () => compare(pair, 'mismatch'), parsing(left, right));
  return barResult('few differences in 1 MB: / JSON.parse of both', ratio, { atMost: 2 });
}

function withFewDifferences(): readonly [string, string] {
  const logs = logsOf(1_000_000);
  const other = logs.map((log, at) => (at % 1000 === 500 ? { ...log, costUsd: -1 } : log));
  return [JSON.stringify(logs), respelt(other)];
}

/** What is allocated beyond what is there, garbage included, so that it is an upper bound. */
function memoryOfDifferences(): Result {
  const [left, right] = withFewDifferences();
  const pair = pairOf(left, right);
  globalThis.gc?.();
  const before = heldBytes();
  compare(pair, 'mismatch');
  const ratio = (heldBytes() - before) / (left.length + right.length);
  return {
    what: 'few differences in 1 MB: memory / the two bodies',
    measured: ratio.toFixed(1),
    bar: '≤ 6',
    met: ratio <= 6,
  };
}

function heldBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function headInsert(rounds: number): Result {
  const logs = logsOf(10_000_000).slice(0, 50_000);
  const left = JSON.stringify(logs);
  const inserted = pairOf(left, JSON.stringify([{ id: 'new' }, ...logs]));
  const equal = pairOf(left, respelt(logs));
  const ratio = ratioOf(
    rounds,
    () => compare(inserted, 'mismatch'),
    () => compare(equal, 'match'),
  );
  return barResult(`${logs.length} elements, one put in at the head: / the equal case`, ratio, {
    atMost: 2,
  });
}

/** Cost at 1, 10 and 100 times the size: a tenth more each time would be linear. */
function worstCases(): Result[] {
  const cases: Readonly<Record<string, (scale: number) => readonly [unknown, unknown]>> = {
    'objects of 50,000 keys, all values other': (scale) => [
      keyed(500 * scale, 1),
      keyed(500 * scale, 2),
    ],
    'nesting 10,000 deep': (scale) => [nested(100 * scale, 1), nested(100 * scale, 2)],
    'arrays of 100,000 elements, reversed': (scale) => {
      const numbers = Array.from({ length: 1000 * scale }, (_, at) => at);
      return [numbers, numbers.toReversed()];
    },
    'arrays of 100,000 strings, all other': (scale) => [
      Array.from({ length: 1000 * scale }, (_, at) => `a${at}`),
      Array.from({ length: 1000 * scale }, (_, at) => `b${at}`),
    ],
  };
  return Object.entries(cases).map(([what, make]) => {
    const costs = [1, 10, 100].map((scale) => {
      const [left, right] = make(scale).map((value) => JSON.stringify(value));
      const pair = pairOf(left ?? '', right ?? '');
      const runs = Array.from({ length: 5 }, () => timed(() => comparer.compare(pair)));
      return { ms: median(runs), truncated: comparer.compare(pair).truncated };
    });
    const over = costs.some(({ ms, truncated }) => ms > deadlineMs && !truncated);
    const shown = costs.map(
      ({ ms, truncated }) => `${ms.toFixed(ms < 10 ? 2 : 0)}${truncated ? ' cut' : ''}`,
    );
    return {
      what: `${what}: ms at 1/100, 1/10 and all of it`,
      measured: shown.join(', '),
      bar: `≤ ${deadlineMs} or cut`,
      met: !over,
    };
  });
}

function keyed(keys: number, value: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: keys }, (_, at) => [`key${at}`, value]));
}

function nested(depth: number, value: number): unknown {
  let inner: unknown = value;
  for (let level = 0; level < depth; level += 1) inner = [inner];
  return inner;
}

function compare(pair: Pair, expected: Comparison['outcome']): void {
  const { outcome } = comparer.compare(pair);
  if (outcome !== expected) throw new Error(`it is a ${outcome}, and should be a ${expected}`);
}

function parsing(left: string, right: string): () => void {
  const [one, other] = [Buffer.from(left), Buffer.from(right)];
  return () => {
    JSON.parse(one.toString('utf8'));
    JSON.parse(other.toString('utf8'));
  };
}

function ratioOf(rounds: number, first: () => unknown, second: () => unknown) {
  const repeat = Math.max(1, Math.ceil(20 / Math.max(0.001, timed(first))));
  const many = (work: () => unknown): number =>
    timed(() => {
      for (let run = 0; run < repeat; run += 1) work();
    });
  many(first);
  many(second);
  const pairs = Array.from({ length: rounds }, () => [many(first), many(second)] as const);
  return pairedRatio(pairs, (ms) => ms);
}

function timed(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

function sizeText(bytes: number): string {
  return bytes >= 1_000_000 ? `${bytes / 1_000_000} MB` : `${bytes / 1000} KB`;
}

function pairOf(left: string, right: string): Pair {
  const head = formatResponseHead(200, ['Content-Type', 'application/json']);
  const request = { head: Buffer.from('GET /logs HTTP/1.1\r\n\r\n'), body: Buffer.alloc(0) };
  return {
    exchange: {
      sequence: 1,
      connection: 1,
      revision: 1,
      tenure: 0,
      wallClockMs: 0,
      startedAt: 0,
      sentAt: 0,
      firstByteAt: 1,
      endedAt: 2,
      firstPayloadAt: Number.NaN,
      largestGapMs: Number.NaN,
      paused: false,
      leftOut: null,
      requestWhole: true,
      openWrites: [],
      request,
      response: { head, body: Buffer.from(left) },
    },
    candidate: {
      kind: 'answered',
      response: { head, body: Buffer.from(right) },
      firstByteMs: 1,
      totalMs: 2,
      firstPayloadMs: null,
      largestGapMs: null,
      askedAtMs: 0,
      answeredAtMs: 0,
    },
    secondary: null,
    identities: noIdentities,
    pathIdentities: noPathIdentities,
    operation: '',
    secondaryIdentities: noIdentities,
    excuses: noExcuses,
  };
}
