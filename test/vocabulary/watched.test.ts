import { describe, expect, it } from 'vitest';
import { watchedKey, type WatchedName, watchedNamed } from '../../src/vocabulary/watched.ts';

describe('the keys of watched sums', () => {
  it.each<WatchedName>([
    { kind: 'resource', name: 'cpu_seconds', block: { lengthMs: 600_000, index: 2_876_543 } },
    { kind: 'statement', name: 'SELECT *\nFROM keys WHERE name = @1 2', block: null },
    { kind: 'query', name: 'errors @x', block: { lengthMs: 1000, index: 0 } },
  ])('contain the source: $kind', (name) => {
    expect(watchedNamed(watchedKey(name))).toEqual(name);
  });

  it('of a later version are not read', () => {
    expect(watchedNamed('moons of jupiter')).toBeNull();
  });
});
