import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordTimings, type Times } from '../../../src/control/evidence/record-timings.ts';
import {
  emptyRouteEvidence,
  timingKey,
  type TimingCount,
} from '../../../src/vocabulary/evidence.ts';

const margin = { factor: 1.1, extraMs: 1 };

/** How often each side was slower, under the assumption in favour of the candidate and under the opposite one. */
function counted(as: TimingCount, ...exchanges: readonly Times[]) {
  const route = emptyRouteEvidence('keys', 'GET /keys');
  for (const latency of exchanges) {
    recordTimings(route, { wallClockMs: 0, latency }, { slower: margin, tail: margin });
  }
  const { n, candidateOnly, referenceOnly } = route.timings.get(timingKey('total', margin, as))!;
  return { n, candidateOnly, referenceOnly };
}

describe('an exchange with exact times', () => {
  it.each([
    ['slower by the margin', { candidateMs: 112, referenceMs: 100 }, [1, 0]],
    ['slower by less', { candidateMs: 111, referenceMs: 100 }, [0, 0]],
    ['faster by the margin', { candidateMs: 100, referenceMs: 112 }, [0, 1]],
  ])(
    'counts the same under both assumptions: the candidate is %s',
    (_, times, [candidate, reference]) => {
      const expected = { n: 1, candidateOnly: candidate, referenceOnly: reference };
      expect(counted('least', times)).toEqual(expected);
      expect(counted('most', times)).toEqual(expected);
    },
  );
});

describe('an exchange with uncertain times', () => {
  it.each([
    [
      "the candidate's time is uncertain",
      { candidateMs: 112, candidateSlackMs: 2, referenceMs: 100 },
    ],
    [
      "the reference's time is uncertain",
      { candidateMs: 112, referenceMs: 102, referenceSlackMs: 2 },
    ],
  ])('counts against the candidate under one of two assumptions: %s', (_, times) => {
    expect(counted('least', times).candidateOnly).toBe(0);
    expect(counted('most', times).candidateOnly).toBe(1);
  });

  it('counts against the reference only under the assumption in favour of the candidate', () => {
    const times = { candidateMs: 102, candidateSlackMs: 4, referenceMs: 112 };
    expect(counted('least', times).referenceOnly).toBe(1);
    expect(counted('most', times).referenceOnly).toBe(0);
  });
});

describe('any true times within the uncertainty', () => {
  const times = fc.record({
    candidateMs: fc.double({ min: 50, max: 150, noNaN: true }),
    referenceMs: fc.double({ min: 50, max: 150, noNaN: true }),
    candidateSlackMs: fc.double({ min: 0, max: 50, noNaN: true }),
    referenceSlackMs: fc.double({ min: 0, max: 50, noNaN: true }),
    candidateAt: fc.double({ min: 0, max: 1, noNaN: true }),
    referenceAt: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it('have counts between those of the two assumptions', () => {
    fc.assert(
      fc.property(fc.array(times, { minLength: 1, maxLength: 30 }), (exchanges) => {
        const truth = counted(
          'least',
          ...exchanges.map((one) => ({
            candidateMs: one.candidateMs - one.candidateAt * one.candidateSlackMs,
            referenceMs: one.referenceMs - one.referenceAt * one.referenceSlackMs,
          })),
        );
        const [least, most] = [counted('least', ...exchanges), counted('most', ...exchanges)];
        expect(least.candidateOnly).toBeLessThanOrEqual(truth.candidateOnly);
        expect(truth.candidateOnly).toBeLessThanOrEqual(most.candidateOnly);
        expect(most.referenceOnly).toBeLessThanOrEqual(truth.referenceOnly);
        expect(truth.referenceOnly).toBeLessThanOrEqual(least.referenceOnly);
      }),
      { seed: 7 },
    );
  });
});
