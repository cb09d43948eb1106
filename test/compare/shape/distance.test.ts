import { describe, expect, it } from 'vitest';
import { distanceBetween } from '../../../src/compare/shape/distance.ts';
import { compareResponses } from '../pair-fixture.ts';

describe('the distance of two values', () => {
  it.each([
    ['numbers in their own unit', 7, -2.5, 9.5],
    ['numbers in texts', '12.50', '13', 0.5],
    ['times in milliseconds', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00.5Z', 3_600_500],
    ['times with different offsets', '2026-01-01T02:00:00+02:00', '2026-01-01T00:00:00Z', 0],
    ['dates', '2026-01-01', '2026-01-02', 86_400_000],
    ['HTTP dates', 'Thu, 01 Jan 2026 00:00:00 GMT', 'Thu, 01 Jan 2026 00:00:02 GMT', 2000],
  ])('is that between %s', (_what, primary, candidate, distance) => {
    expect(distanceBetween(primary, candidate)).toBe(distance);
    expect(distanceBetween(candidate, primary)).toBe(distance);
  });

  it.each([
    ['words', 'a', 'b'],
    ['a number and a text', 1, '2'],
    ['a time and a number', '2026-01-01T00:00:00Z', 1_767_225_600],
    ['a date that does not exist', '2026-02-31', '2026-13-01'],
    ['null', null, 1],
    ['numbers that a double cannot hold', `1${'0'.repeat(400)}`, '1'],
  ])('is null for %s', (_what, primary, candidate) => {
    expect(distanceBetween(primary, candidate)).toBeNull();
  });
});

describe('the distance in a difference', () => {
  it('is exact for numbers with the same double', () => {
    expect(distancesOf('{"n":12345678901234567}', '{"n":12345678901234568}')).toEqual([1]);
  });

  it('is left out for hidden values, because it would reveal one beside a zero', () => {
    expect(distancesOf('{"password":1234}', '{"password":0}')).toEqual([null]);
    expect(distancesOf('{"token":{"pin":1234}}', '{"token":{"pin":0}}')).toEqual([null]);
  });
});

function distancesOf(primary: string, candidate: string): readonly unknown[] {
  const { differences } = compareResponses({ body: primary }, { body: candidate });
  return differences.map(({ distance }) => distance);
}
