import { describe, expect, it } from 'vitest';
import { readStamp } from '../../../src/compare/clocks/stamp.ts';

const noon = Date.parse('2026-11-27T12:00:00Z');

describe('reading a time', () => {
  it.each([
    ['2026-11-27T12:00:00Z', 0, 0],
    ['2026-11-27T12:00:00.120Z', 120, 2],
    ['2026-11-27T13:00:00.5+01:00', 500, 1],
    ['2026-11-27 12:00:00.000123', 0.123, 6],
    ['Fri, 27 Nov 2026 12:00:00 GMT', 0, 0],
    [noon / 1000, 0, 0],
    [noon + 7, 7, 3],
    [noon / 1000 + 0.25, 250, 2],
    [String(noon), 0, 0],
    ['Fri Nov 27 2026 13:00:00 GMT+0100 (Central European Standard Time)', 0, 0],
  ])('finds the moment and the precision in %j', (value, afterNoonMs, fractionDigits) => {
    const time = readStamp(value);
    expect(time?.ms).toBeCloseTo(noon + afterNoonMs, 3);
    expect(time?.fractionDigits).toBe(fractionDigits);
  });

  it.each([
    7,
    -noon,
    '2026-11-27',
    '12:00',
    'now',
    '',
    null,
    true,
    {},
    '01732708800',
    '2026-13-45T12:00:00Z',
    'order 7 of 2026',
    'from 12:00 to 13:00',
  ])('finds no time in %j', (value) => {
    expect(readStamp(value)).toBeNull();
  });

  it.each([
    ['2026-11-27T12:00:00Z', '2026-11-27T12:00:00'],
    ['2026-11-27T12:00:00Z', '2026-11-27T12:00:00+00:00'],
    ['2026-11-27T12:00:00', '2026-11-27 12:00:00'],
    ['2026-11-27T12:00:00Z', '2026-11-27t12:00:00z'],
    ['2026-11-27T12:00:00Z', '2026-11-27T12:00Z'],
    ['2026-11-27T12:00:00.5Z', '2026-11-27T12:00:00,5Z'],
    ['2026-11-27T12:00:00+00:00', '2026-11-27T12:00:00+0000'],
    ['2026-11-27T12:00:00+00:00', '2026-11-27T14:00:00+02:00'],
    [noon, noon / 1000],
    [noon, String(noon)],
    ['2026-11-27T12:00:00Z', 'Fri, 27 Nov 2026 12:00:00 GMT'],
  ])('finds %j and %j in different formats', (one, other) => {
    expect(readStamp(one)?.form).not.toBe(readStamp(other)?.form);
  });
});
