import { describe, expect, it } from 'vitest';
import { RouteLedger } from '../../src/control/route-ledger.ts';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import { comparisonOf, differenceOf, mismatchOf } from './comparison-fixture.ts';

function ledgerOf(comparisons: readonly Comparison[], routesMax = 500): RouteLedger {
  const ledger = new RouteLedger(routesMax);
  for (const comparison of comparisons) ledger.add(comparison);
  return ledger;
}

describe('the route ledger', () => {
  it('counts exchanges by outcome', () => {
    const [counts] = ledgerOf([
      comparisonOf(),
      comparisonOf(),
      mismatchOf([differenceOf()]),
      comparisonOf({ outcome: 'candidate_error', reason: 'timeout', candidate: null }),
      comparisonOf({ outcome: 'primary_error' }),
      comparisonOf({ outcome: 'skipped', reason: 'unsafe_method', candidate: null }),
      comparisonOf({ outcome: 'cascade', cascadeOf: 1, differences: [differenceOf()] }),
      comparisonOf({ outcome: 'racy', cascadeOf: 1, differences: [differenceOf()] }),
    ]).all();
    expect(counts?.outcomes).toEqual({
      match: 2,
      mismatch: 1,
      noise: 0,
      candidate_error: 1,
      primary_error: 1,
      skipped: 1,
      cascade: 1,
      racy: 1,
    });
  });

  it('counts matches, mismatches and missing answers for the candidate, and nothing else', () => {
    const [counts] = ledgerOf([
      comparisonOf(),
      mismatchOf([differenceOf()]),
      comparisonOf({ outcome: 'candidate_error', reason: 'timeout', candidate: null }),
      comparisonOf({ outcome: 'primary_error' }),
      comparisonOf({ outcome: 'cascade', cascadeOf: 1 }),
      comparisonOf({ outcome: 'racy', cascadeOf: 1 }),
      comparisonOf({ outcome: 'skipped', reason: 'aborted', candidate: null }),
    ]).all();
    expect([counts?.compared, counts?.mismatched]).toEqual([3, 2]);
  });

  it('does not count differences that follow from an earlier failure', () => {
    const [counts] = ledgerOf([
      comparisonOf({ outcome: 'cascade', cascadeOf: 1, differences: [differenceOf()] }),
    ]).all();
    expect(counts?.fields.top(1)).toEqual([]);
    expect(counts?.mismatches).toEqual({ status: 0, header: 0, body: 0 });
  });

  it('counts a mismatch once for each aspect that differs', () => {
    const header = differenceOf({ aspect: 'header', path: 'vary', template: 'vary' });
    const [counts] = ledgerOf([
      mismatchOf([differenceOf(), differenceOf({ path: '$.items[1].cost' }), header]),
      mismatchOf([header]),
    ]).all();
    expect(counts?.mismatches).toEqual({ status: 0, header: 2, body: 1 });
  });

  it.each([
    ['the candidate did not answer', { candidate: null, outcome: 'candidate_error' }],
    ['the exchange was skipped', { outcome: 'skipped' }],
    [
      'a slow client left no time of primary',
      { primary: { status: 200, firstByteMs: 1, totalMs: null, bodyBytes: 0, stream: null } },
    ],
    [
      'there is no time of the candidate',
      { candidate: { status: 200, firstByteMs: 1, totalMs: null, bodyBytes: 0, stream: null } },
    ],
  ] as const)('leaves out the latency of both sides if %s', (_reason, facts) => {
    const [counts] = ledgerOf([comparisonOf(), comparisonOf(facts)]).all();
    expect([counts?.latency.primary.count, counts?.latency.candidate.count]).toEqual([1, 1]);
  });

  it('separates the flow of event streams from response times', () => {
    const answer = { status: 200, firstByteMs: 1, totalMs: 900, bodyBytes: 9 };
    const [counts] = ledgerOf([
      comparisonOf(),
      comparisonOf({
        primary: { ...answer, stream: { firstEventMs: 20, largestGapMs: 40 } },
        candidate: { ...answer, stream: { firstEventMs: 30, largestGapMs: null } },
      }),
    ]).all();
    expect(counts?.streams?.primary.firstEvent.quantileMs(0.5)).toBeCloseTo(20, 0);
    expect(counts?.streams?.primary.largestGap.quantileMs(0.5)).toBeCloseTo(40, 0);
    expect(counts?.streams?.candidate.firstEvent.quantileMs(0.5)).toBeCloseTo(30, 0);
    expect(counts?.streams?.candidate.largestGap.count).toBe(0);
    expect(counts?.latency.primary.count).toBe(2);
  });

  it('uses the middle of the interval that contains a time', () => {
    const slack = { totalMs: 20, firstMs: 10, gapMs: 40 };
    const stream = { firstEventMs: 25, largestGapMs: 60 };
    const answer = { status: 200, firstByteMs: 1, totalMs: 90, bodyBytes: 9, stream, slack };
    const [counts] = ledgerOf([comparisonOf({ primary: answer, candidate: answer })]).all();
    expect(counts?.latency.candidate.quantileMs(0.5)).toBeCloseTo(80, 0);
    expect(counts?.streams?.candidate.firstEvent.quantileMs(0.5)).toBeCloseTo(20, 0);
    expect(counts?.streams?.candidate.largestGap.quantileMs(0.5)).toBeCloseTo(40, 0);
  });

  it('counts routes above the limit together', () => {
    const comparisons = Array.from({ length: 1000 }, (_, index) =>
      comparisonOf({ route: `GET /r${index}` }),
    );
    const all = ledgerOf(comparisons, 3).all();
    expect(all.map(({ route, exchanges }) => [route, exchanges])).toEqual([
      ['GET /r0', 1],
      ['GET /r1', 1],
      ['GET /r2', 1],
      ['(other)', 997],
    ]);
  });

  it.each([
    ['of megabytes', `GET /${'a'.repeat(5_000_000)}`],
    ['with a NUL', 'GET /a\0b'],
    ['with a line break', 'GET /a\nparallax_exchanges_total 7'],
    ['with half a surrogate pair', 'GET /a\uD800'],
  ])('does not list a route %s separately', (_what, route) => {
    const [counts] = ledgerOf([comparisonOf({ route })]).all();
    expect(counts?.route).toBe('(other)');
  });

  it('counts exchanges of (other) as such, even if it is full', () => {
    const comparisons = ['GET /a', '(other)'].map((route) => comparisonOf({ route }));
    expect(
      ledgerOf(comparisons, 1)
        .all()
        .map(({ route }) => route),
    ).toEqual(['GET /a', '(other)']);
  });
});

describe('a route that a new config moves to another area', () => {
  it('is shown in the area of its latest exchange', () => {
    const ledger = new RouteLedger(10);
    ledger.add(comparisonOf({ area: 'costs' }));
    ledger.add(comparisonOf({ area: 'billing' }));
    expect(ledger.all().map(({ area, exchanges }) => [area, exchanges])).toEqual([['billing', 2]]);
  });
});
