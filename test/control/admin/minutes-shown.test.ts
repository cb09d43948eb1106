import { describe, expect, it } from 'vitest';
import {
  minutesShown,
  minutesTitle,
} from '../../../src/control/admin/pages/routes/minutes-shown.ts';
import { MinuteSeries } from '../../../src/control/minute-series.ts';

const minuteMs = 60_000;
const nowMs = 1_000_000 * minuteMs;

/** A route with one exchange in each of these minutes, as many minutes ago. */
function routeWith(...minutesAgo: readonly number[]) {
  const minutes = new MinuteSeries();
  for (const ago of minutesAgo) minutes.add(nowMs - ago * minuteMs, false);
  return { minutes };
}

describe('the minutes that the sparklines of the routes show', () => {
  it('begin with the first exchange on any of them', () => {
    expect(minutesShown([routeWith(11, 3, 0), routeWith(2), routeWith()], nowMs)).toBe(12);
    expect(minutesTitle(12)).toBe('Last 12 minutes');
  });

  it('are at most an hour', () => {
    expect(minutesShown([routeWith(59, 0)], nowMs)).toBe(60);
    expect(minutesShown([routeWith(70, 59, 0)], nowMs)).toBe(60);
    expect(minutesTitle(60)).toBe('Last hour');
  });

  it('are none before there are five', () => {
    expect(minutesShown([routeWith(3, 0)], nowMs)).toBe(0);
    expect(minutesShown([routeWith(4, 0)], nowMs)).toBe(5);
  });

  it('are none without a route, or without traffic', () => {
    expect(minutesShown([], nowMs)).toBe(0);
    expect(minutesShown([routeWith()], nowMs)).toBe(0);
  });
});
