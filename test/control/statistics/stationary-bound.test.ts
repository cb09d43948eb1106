import { describe, expect, it } from 'vitest';
import {
  provenFromTheStart,
  stationaryLowerEnd,
} from '../../../src/control/statistics/stationary-bound.ts';
import { seededRandom } from './seeded-random.ts';
import { bursts, independent, sessions, type Traffic } from './traffic.ts';

/** The share of runs in which the rate is ever proven to be over the budget. */
function everProven(traffic: Traffic, exchanges: number, budget: number, alpha: number): number {
  const runs = 200;
  let proven = 0;
  for (let seed = 1; seed <= runs; seed += 1) {
    const isHit = traffic(seededRandom(seed));
    let k = 0;
    for (let n = 1; n <= exchanges; n += 1) {
      if (isHit()) k += 1;
      else continue;
      if (!provenFromTheStart({ k, n }, budget, alpha)) continue;
      proven += 1;
      break;
    }
  }
  return proven / runs;
}

describe('the bound for stationary hits', () => {
  it('proves nothing from one exchange', () => {
    expect(provenFromTheStart({ k: 1, n: 1 }, 0.001, 0.05)).toBe(false);
    expect(stationaryLowerEnd({ k: 0, n: 0 }, 0.001, 0.05)).toBe(0);
  });

  it('never proves a rate over α, whatever the counts', () => {
    expect(stationaryLowerEnd({ k: 1e6, n: 1e6 }, 0.001, 0.05)).toBeLessThanOrEqual(0.05);
    expect(provenFromTheStart({ k: 1e6, n: 1e6 }, 0.1, 0.05)).toBe(false);
  });

  it('proves 25 % to be over a budget of 0.1 % within 200 exchanges', () => {
    expect(everProven(independent(0.25), 200, 0.001, 0.05)).toBeGreaterThanOrEqual(0.95);
  });

  it.each([
    ['independent', independent(0.01)],
    ['in bursts', bursts(0.01)],
    ['in sessions', sessions(0.01)],
  ])('at the budget proves no excess with more than α where hits are %s', (_, traffic) => {
    expect(everProven(traffic, 2000, 0.01, 0.05)).toBeLessThanOrEqual(0.05);
  });
});
