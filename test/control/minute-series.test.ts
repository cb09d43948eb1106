import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MinuteSeries, minutesKept } from '../../src/control/minute-series.ts';

const minuteMs = 60_000;
const startMs = 1_700_000_000_000 - (1_700_000_000_000 % minuteMs);

describe('the last hour by minute', () => {
  it('counts exchanges and mismatches in their minute', () => {
    const series = new MinuteSeries();
    series.add(startMs, false);
    series.add(startMs + minuteMs - 1, true);
    series.add(startMs + minuteMs, true);
    expect(series.until(startMs + minuteMs).slice(-2)).toEqual([
      { startMs, compared: 2, mismatches: 1 },
      { startMs: startMs + minuteMs, compared: 1, mismatches: 1 },
    ]);
  });

  it('is empty after an hour without exchanges', () => {
    const series = new MinuteSeries();
    series.add(startMs, true);
    const later = series.until(startMs + minutesKept * minuteMs);
    expect(later).toHaveLength(minutesKept);
    expect(later.every(({ compared }) => compared === 0)).toBe(true);
  });

  it('equals a full record, in any order of exchanges', () => {
    const minute = fc.integer({ min: 0, max: 200 });
    fc.assert(
      fc.property(fc.array(minute, { minLength: 1, maxLength: 100 }), (minutes) => {
        const series = new MinuteSeries();
        let latest = 0;
        const counted: number[] = [];
        for (const one of minutes) {
          series.add(startMs + one * minuteMs, false);
          latest = Math.max(latest, one);
          if (one > latest - minutesKept) counted.push(one);
        }
        const expected = Array.from({ length: minutesKept }, (_, index) => {
          const at = latest - minutesKept + 1 + index;
          return counted.filter((one) => one === at).length;
        });
        const seen = series.until(startMs + latest * minuteMs).map(({ compared }) => compared);
        expect(seen).toEqual(expected);
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});
