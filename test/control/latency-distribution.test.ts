import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencyDistribution } from '../../src/control/latency-distribution.ts';
import { responseBoundsSeconds } from '../../src/vocabulary/buckets.ts';

function distributionOf(durationsMs: readonly number[]): LatencyDistribution {
  const distribution = new LatencyDistribution();
  for (const durationMs of durationsMs) distribution.record(durationMs);
  return distribution;
}

describe('a latency distribution', () => {
  it('has no quantiles while it is empty', () => {
    expect(distributionOf([]).quantileMs(0.5)).toBeNull();
  });

  it('gives every quantile within half a percent of the exact one', () => {
    const durations = fc.array(fc.double({ min: 0.02, max: 3_000_000, noNaN: true }), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(
        durations,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (durationsMs, quantile) => {
          const sorted = Float64Array.from(durationsMs).sort();
          const exact = sorted[Math.floor(quantile * (sorted.length - 1))]!;
          const estimated = distributionOf(durationsMs).quantileMs(quantile)!;
          expect(Math.abs(estimated - exact) / exact).toBeLessThan(0.00501);
        },
      ),
      { seed: 7 },
    );
  });

  it('counts times outside its range at the end of the range', () => {
    const distribution = distributionOf([0, 1e9]);
    expect(distribution.quantileMs(0)).toBeCloseTo(0.01);
    expect(distribution.quantileMs(1)! / 3_600_000).toBeCloseTo(1, 2);
  });

  it('counts a duration at a bound in the bucket below, as Prometheus does', () => {
    const distribution = distributionOf(responseBoundsSeconds.map((seconds) => seconds * 1000));
    expect([...distribution.bucketCounts]).toEqual([...responseBoundsSeconds.map(() => 1), 0]);
  });

  it('counts a duration above all bounds in the last bucket', () => {
    expect(distributionOf([90_000]).bucketCounts.at(-1)).toBe(1);
  });

  it('sums in seconds', () => {
    expect(distributionOf([250, 1250]).sumSeconds).toBe(1.5);
  });
});
