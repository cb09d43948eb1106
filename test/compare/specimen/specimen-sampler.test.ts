import { describe, expect, it } from 'vitest';
import {
  createSpecimenSampler,
  type Mismatch,
} from '../../../src/compare/specimen/specimen-sampler.ts';

function mismatchAt(...templates: string[]): Mismatch {
  return {
    route: 'GET /api/costs',
    candidateVersion: '',
    failure: '',
    differences: templates.map((template) => ({ aspect: 'body', kind: 'changed', template })),
  };
}

/** A sampler whose clock and chance a test sets. */
function samplerUnderTest() {
  const world = { nowMs: 0, chance: 0.999 };
  const isWanted = createSpecimenSampler(
    () => world.nowMs,
    () => world.chance,
  );
  const keptOf = (count: number, mismatch: Mismatch): number =>
    Array.from({ length: count }, () => isWanted(mismatch)).filter(Boolean).length;
  return { world, isWanted, keptOf };
}

describe('specimens', () => {
  it('are kept for the first ten mismatches at a field', () => {
    expect(samplerUnderTest().keptOf(50, mismatchAt('$.cost'))).toBe(10);
  });

  it('are kept for ten more mismatches at another field, route, kind, version or failure', () => {
    const { world, keptOf } = samplerUnderTest();
    const frequent = mismatchAt('$.cost');
    keptOf(20, frequent);
    const others: Mismatch[] = [
      mismatchAt('$.name'),
      { ...frequent, route: 'GET /api/keys' },
      { ...frequent, candidateVersion: '2' },
      { ...frequent, differences: [{ aspect: 'body', kind: 'removed', template: '$.cost' }] },
      { ...frequent, differences: [], failure: 'timeout' },
      { ...frequent, differences: [], failure: 'reset' },
    ];
    for (const other of others) {
      world.nowMs += 1000;
      expect(keptOf(20, other)).toBe(10);
    }
  });

  it('of rare differences are kept beside frequent ones', () => {
    const { world, isWanted, keptOf } = samplerUnderTest();
    keptOf(1000, mismatchAt('$.cost'));
    world.nowMs += 1000;
    expect(isWanted(mismatchAt('$.cost', '$.rare'))).toBe(true);
  });

  it('are later kept as a random sample of ten of all mismatches', () => {
    const { world, isWanted, keptOf } = samplerUnderTest();
    keptOf(98, mismatchAt('$.cost'));
    world.chance = 10 / 99 - 1e-9;
    expect(isWanted(mismatchAt('$.cost'))).toBe(true);
    world.chance = 10 / 100;
    expect(isWanted(mismatchAt('$.cost'))).toBe(false);
  });

  it('are kept for a recent mismatch each minute', () => {
    const { world, isWanted, keptOf } = samplerUnderTest();
    keptOf(1000, mismatchAt('$.cost'));
    world.nowMs = 59_999;
    expect(isWanted(mismatchAt('$.cost'))).toBe(false);
    world.nowMs = 60_000;
    expect(isWanted(mismatchAt('$.cost'))).toBe(true);
    expect(isWanted(mismatchAt('$.cost'))).toBe(false);
  });

  it('are built at most fifty times a second, however many kinds of mismatch there are', () => {
    const { world, isWanted } = samplerUnderTest();
    const flood = (): number =>
      Array.from({ length: 500 }, (_, i) => isWanted(mismatchAt(`$.k${world.nowMs + i}`))).filter(
        Boolean,
      ).length;
    expect(flood()).toBe(50);
    world.nowMs = 1000;
    expect(flood()).toBe(50);
  });
});
