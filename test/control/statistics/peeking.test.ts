import { describe, expect, it } from 'vitest';
import { confidenceSequence } from '../../../src/control/statistics/confidence-sequence.ts';
import { exceedsNoise } from '../../../src/control/statistics/noise-e-value.ts';
import { pairedExcess } from '../../../src/control/statistics/paired-excess.ts';
import { seededRandom } from './seeded-random.ts';

/*
 * What sets these tests apart from the usual ones: somebody looks again and again and stops as soon
 * as there is something to see. Each test plays that somebody many times, with α = 0.05.
 */

const alpha = 0.05;
const runs = 200;

/** The share of runs in which `isWrong` is true at one look at least. */
function shareOfWrongRuns(isWrong: (random: () => number) => boolean): number {
  let wrong = 0;
  for (let run = 1; run <= runs; run += 1) if (isWrong(seededRandom(run))) wrong += 1;
  return wrong / runs;
}

/** Whether a rate's interval ever leaves the true rate out, looked at after every ten exchanges. */
function everLeavesOut(
  rate: number,
  interval: (k: number, n: number) => { lower: number; upper: number },
): (random: () => number) => boolean {
  return (random) => {
    let k = 0;
    for (let n = 1; n <= 5000; n += 1) {
      if (random() < rate) k += 1;
      if (n % 10 !== 0) continue;
      const { lower, upper } = interval(k, n);
      if (lower > rate || upper < rate) return true;
    }
    return false;
  };
}

/** The usual interval, which is right for one look: the normal approximation at 95 %. */
function fixedSampleInterval(k: number, n: number) {
  const estimate = k / n;
  const margin = 1.96 * Math.sqrt((estimate * (1 - estimate)) / n);
  return { lower: estimate - margin, upper: estimate + margin };
}

describe('a test that is looked at 500 times', () => {
  it.each([0.01, 0.1, 0.5])(
    'has an interval that misses a rate of %d with probability α at most',
    (rate) => {
      const interval = (k: number, n: number) => confidenceSequence({ k, n }, rate, alpha);
      expect(shareOfWrongRuns(everLeavesOut(rate, interval))).toBeLessThanOrEqual(alpha);
    },
  );

  it('would be wrong in most runs with an interval for one look', () => {
    expect(shareOfWrongRuns(everLeavesOut(0.1, fixedSampleInterval))).toBeGreaterThan(0.5);
  });

  it('raises the alarm for equal noise with probability α at most', () => {
    const wrong = shareOfWrongRuns((random) => {
      const pairs = { candidateOnly: 0, referenceOnly: 0 };
      for (let pair = 0; pair < 500; pair += 1) {
        if (random() < 0.5) pairs.candidateOnly += 1;
        else pairs.referenceOnly += 1;
        if (exceedsNoise(pairs, alpha)) return true;
      }
      return false;
    });
    expect(wrong).toBeLessThanOrEqual(alpha);
  });

  it('finds an excess in equal errors with probability α at most', () => {
    const wrong = shareOfWrongRuns((random) => {
      const counts = { n: 0, candidateOnly: 0, referenceOnly: 0 };
      for (let look = 0; look < 500; look += 1) {
        counts.n += 1;
        const number = random();
        if (number < 0.05) counts.candidateOnly += 1;
        else if (number < 0.1) counts.referenceOnly += 1;
        if (pairedExcess(counts, 0.05, alpha).lower > 0) return true;
      }
      return false;
    });
    expect(wrong).toBeLessThanOrEqual(alpha);
  });
});
