import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exceedsNoise, noiseLogEValue } from '../../../src/control/statistics/noise-e-value.ts';
import { pairedExcess } from '../../../src/control/statistics/paired-excess.ts';
import { rankInterval } from '../../../src/control/statistics/rank-interval.ts';

describe('the noise e-value', () => {
  // Computed with mpmath at 50 digits.
  it.each([
    [0, 0, 0],
    [8, 0, 3.347952867143343],
    [26, 0, 14.72598982855425],
    [10, 10, -1.308370141126971],
    [231, 201, -1.770062706488786],
    [231_000, 201_000, 1036.240812937521],
  ])('of %d against %d discordant pairs is e to the %d', (candidateOnly, referenceOnly, logE) => {
    expect(noiseLogEValue({ candidateOnly, referenceOnly })).toBeCloseTo(logE, 8);
  });

  it('is an e-value: its mean is 1 if both sides are equal', () => {
    const pairs = 12;
    let mean = 0;
    let ways = 1;
    for (let candidateOnly = 0; candidateOnly <= pairs; candidateOnly += 1) {
      const counts = { candidateOnly, referenceOnly: pairs - candidateOnly };
      mean += (ways / 2 ** pairs) * Math.exp(noiseLogEValue(counts));
      ways = (ways * (pairs - candidateOnly)) / (candidateOnly + 1);
    }
    expect(mean).toBeCloseTo(1, 12);
  });

  it('raises the alarm from the first pair at which it exceeds 1/α', () => {
    expect(exceedsNoise({ candidateOnly: 7, referenceOnly: 0 }, 0.05)).toBe(false);
    expect(exceedsNoise({ candidateOnly: 8, referenceOnly: 0 }, 0.05)).toBe(true);
  });

  it('raises no alarm if the secondary differs more often', () => {
    expect(exceedsNoise({ candidateOnly: 0, referenceOnly: 1000 }, 0.05)).toBe(false);
  });
});

describe('the excess of one side over the other', () => {
  it('includes zero if both fail equally', () => {
    const alike = { n: 10_000, candidateOnly: 200, referenceOnly: 200 };
    const { lower, upper } = pairedExcess(alike, 0.01, 0.05);
    expect(lower).toBeCloseTo(-upper, 12);
    expect(lower).toBeLessThan(0);
  });

  it('is above zero if the candidate clearly fails more often', () => {
    const worse = { n: 10_000, candidateOnly: 400, referenceOnly: 100 };
    expect(pairedExcess(worse, 0.01, 0.05).lower).toBeGreaterThan(0);
  });

  it('is the whole range without exchanges', () => {
    const none = { n: 0, candidateOnly: 0, referenceOnly: 0 };
    expect(pairedExcess(none, 0.01, 0.05)).toEqual({ lower: -1, upper: 1 });
  });
});

describe('the rank interval of a quantile', () => {
  it('contains the rank of the median', () => {
    expect(rankInterval(0.5, 1000, 0.05)).toEqual({ lowerRank: 443, upperRank: 558 });
  });

  it('is symmetric: the first percentile and the last mirror each other', () => {
    const low = rankInterval(0.01, 10_000, 0.05);
    const high = rankInterval(0.99, 10_000, 0.05);
    expect(high).toEqual({
      lowerRank: 10_001 - low.upperRank,
      upperRank: 10_001 - low.lowerRank,
    });
  });

  it('has no upper end with too few observations', () => {
    expect(rankInterval(0.99, 10, 0.05).upperRank).toBe(11);
  });
});

describe('the alarm', () => {
  it('is raised exactly if the e-value requires it, with and without the shortcut', () => {
    const pairs = fc.record({
      candidateOnly: fc.nat({ max: 400 }),
      referenceOnly: fc.nat({ max: 400 }),
    });
    fc.assert(
      fc.property(pairs, (counts) => {
        const expected =
          counts.candidateOnly > counts.referenceOnly && noiseLogEValue(counts) >= Math.log(20);
        expect(exceedsNoise(counts, 0.05)).toBe(expected);
      }),
      { seed: 5, numRuns: 2000 },
    );
  });
});
