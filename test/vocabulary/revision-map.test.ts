import { describe, expect, it } from 'vitest';
import { RevisionMap } from '../../src/vocabulary/revision-map.ts';

function mapOf(...revisions: number[]): RevisionMap<string> {
  const map = new RevisionMap<string>();
  for (const revision of revisions) map.set(revision, `config ${revision}`);
  return map;
}

describe('the value for a config revision', () => {
  it('is that of its revision', () => {
    expect(mapOf(1, 2, 3).at(2)).toBe('config 2');
  });

  it('is that of the next later revision if its own was skipped', () => {
    expect(mapOf(1, 4).at(2)).toBe('config 4');
  });

  it('is that of the latest revision if its own has not come', () => {
    expect(mapOf(1, 2).at(9)).toBe('config 2');
  });

  it('is forgotten, the oldest first, before a thousand reloads fill the memory', () => {
    const map = mapOf(...Array.from({ length: 1_000 }, (_, at) => at + 1));
    expect(map.at(1)).toBe('config 969');
    expect(map.at(1_000)).toBe('config 1000');
  });

  it('is missing only before the first config', () => {
    expect(() => mapOf().at(1)).toThrow('no config was loaded');
  });
});
