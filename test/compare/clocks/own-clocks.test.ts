import { describe, expect, it } from 'vitest';
import { lagMemory, LagRecord } from '../../../src/vocabulary/lag-record.ts';
import { createPairComparer } from '../../../src/compare/compare-pair.ts';
import {
  answered,
  askedAtMs,
  exchangeOf,
  pairWith,
  parseConfig,
  redactor,
} from '../pair-fixture.ts';

const hour = 3_600_000;
const { wallClockMs } = exchangeOf({});

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function threeFrom(ms: number): readonly string[] {
  return [1, 2, 3].map((later) => iso(ms + later));
}

function compare(primary: unknown, candidate: unknown, config: Record<string, unknown> = {}) {
  const lags = new LagRecord(lagMemory());
  lags.note(
    { fromMs: wallClockMs - hour, toMs: wallClockMs - hour + 10 },
    { fromMs: askedAtMs - hour + 7000, toMs: askedAtMs - hour + 7010 },
  );
  const comparer = createPairComparer(parseConfig(config), redactor, {
    lags: { candidate: lags, secondary: null },
  });
  const exchange = exchangeOf({ body: JSON.stringify(primary) });
  return comparer.compare(pairWith(exchange, answered({ body: JSON.stringify(candidate) })));
}

function pathsOf({ differences }: ReturnType<typeof compare>): readonly string[] {
  return differences.map(({ path }) => path);
}

describe('times in JSON bodies', () => {
  it('match if each deployment wrote them while it answered', () => {
    const { outcome } = compare(
      { now: iso(wallClockMs + 3), at: [{ ms: wallClockMs + 4 }] },
      { now: iso(askedAtMs + 4), at: [{ ms: askedAtMs + 5 }] },
    );
    expect(outcome).toBe('match');
  });

  it('match if an earlier request wrote them', () => {
    const made = { id: 7, createdAt: iso(wallClockMs - hour + 5) };
    const there = { id: 7, createdAt: iso(askedAtMs - hour + 7003) };
    expect(compare(made, there).outcome).toBe('match');
  });

  it('differ if the candidate is an hour off, and nothing else differs', () => {
    const found = compare(
      { now: iso(wallClockMs), was: iso(wallClockMs), name: 'a' },
      { now: iso(askedAtMs + hour), was: iso(askedAtMs), name: 'a' },
    );
    expect(pathsOf(found)).toEqual(['$.now']);
  });

  it('do not excuse other differences', () => {
    const found = compare(
      { items: [{ at: iso(wallClockMs), cost: 1 }] },
      { items: [{ at: iso(askedAtMs), cost: 2 }] },
    );
    expect(pathsOf(found)).toEqual(['$.items[0].cost']);
  });

  it('pair list elements that have nothing else in common', () => {
    expect(compare(threeFrom(wallClockMs), threeFrom(askedAtMs)).outcome).toBe('match');
  });

  it.each([
    ['for all routes', { compare: { clocks: 'exact' } }],
    [
      'for one route',
      { routes: [{ match: 'GET /api/keys/{id}', area: 'a', compare: { clocks: 'exact' } }] },
    ],
  ])('differ if clocks are exact %s', (_, config) => {
    const found = compare({ now: iso(wallClockMs) }, { now: iso(askedAtMs) }, config);
    expect(pathsOf(found)).toEqual(['$.now']);
  });

  it('match within a sentence', () => {
    const found = compare({ said: `at ${iso(wallClockMs)}` }, { said: `at ${iso(askedAtMs)}` });
    expect(found.outcome).toBe('match');
  });
});

function page(ms: number, name: string): string {
  return `<p>${name}, ${new Date(ms).toUTCString()}</p>`;
}

function textFrom(ms: number): readonly string[] {
  return ['Content-Type', 'text/plain', 'Last-Modified', new Date(ms).toUTCString()];
}

describe('times in headers', () => {
  it.each([
    ['match if each deployment wrote them while it answered', 0, []],
    ['differ if the candidate is an hour off', hour, ['last-modified']],
  ])('%s', (_, offMs, paths) => {
    const exchange = exchangeOf({ fields: textFrom(wallClockMs), body: 'a' });
    const candidate = answered({ fields: textFrom(askedAtMs + offMs), body: 'a' });
    const comparer = createPairComparer(parseConfig({}), redactor);
    expect(pathsOf(comparer.compare(pairWith(exchange, candidate)))).toEqual(paths);
  });
});

describe('times in a page', () => {
  const html = { fields: ['Content-Type', 'text/html'] };

  it.each([
    ['match if each deployment wrote them while it answered', page(askedAtMs, 'a'), 'match'],
    ['differ if the candidate is an hour off', page(askedAtMs + hour, 'a'), 'mismatch'],
    ['do not excuse another word', page(askedAtMs, 'b'), 'mismatch'],
  ])('%s', (_, candidate, outcome) => {
    const exchange = exchangeOf({ ...html, body: page(wallClockMs, 'a') });
    const comparer = createPairComparer(parseConfig({}), redactor);
    const pair = pairWith(exchange, answered({ ...html, body: candidate }));
    expect(comparer.compare(pair).outcome).toBe(outcome);
  });
});
