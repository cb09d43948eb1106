import { describe, expect, it } from 'vitest';
import { isQuiet } from '../../src/rollout/quiet-hours.ts';

const night = { from: '22:00', to: '06:00', timeZone: 'Europe/Berlin' };

describe('quiet hours', () => {
  it.each([
    ['in the evening', [night], '2026-07-01T20:00:00Z', true],
    ['before the evening', [night], '2026-07-01T19:59:00Z', false],
    ['after midnight', [night], '2026-07-01T03:59:00Z', true],
    ['in the morning', [night], '2026-07-01T04:00:00Z', false],
    ['by winter time', [night], '2026-01-01T20:59:00Z', false],
    [
      'on a day of the week',
      [{ days: ['sat' as const], timeZone: 'UTC' }],
      '2026-03-07T12:00:00Z',
      true,
    ],
    [
      'on another day',
      [{ days: ['sat' as const], timeZone: 'UTC' }],
      '2026-03-08T12:00:00Z',
      false,
    ],
    [
      'in the night after the day',
      [{ ...night, days: ['sat' as const] }],
      '2026-03-08T04:00:00Z',
      true,
    ],
    [
      'in the night before it',
      [{ ...night, days: ['sat' as const] }],
      '2026-03-07T04:00:00Z',
      false,
    ],
  ])('are found %s', (_, quietHours, at, isQuietThen) => {
    expect(isQuiet(quietHours, new Date(at))).toBe(isQuietThen);
  });
});
