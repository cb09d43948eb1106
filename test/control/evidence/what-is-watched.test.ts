import { describe, expect, it } from 'vitest';
import { type WatchedName, watchedBlocksMax } from '../../../src/vocabulary/watched.ts';
import { keptEvidence } from './evidence-under-test.ts';

const memory: WatchedName = { kind: 'resource', name: 'level memory', block: null };

describe('samples from before the version is known', () => {
  it('do not count for the version that becomes known', () => {
    const evidence = keptEvidence();
    evidence.noteWatched(memory, 'candidate', 1);
    evidence.polled('v2');
    expect(evidence.epoch.version).toBe('v2');
    expect([...evidence.current().watched]).toEqual([]);
  });
});

describe('samples over a long time', () => {
  it('are kept for the latest blocks of each series', () => {
    const evidence = keptEvidence();
    const note = (name: string, index: number): void =>
      evidence.noteWatched(
        { kind: 'resource', name, block: { lengthMs: 1_000, index } },
        'candidate',
        1,
      );
    note('level handles', 0);
    for (let index = 0; index <= watchedBlocksMax; index += 1) note('level memory', index);
    const keys = [...evidence.current().watched.keys()];
    expect(keys).toHaveLength(1 + watchedBlocksMax);
    expect(keys.slice(0, 2)).toEqual([
      'resource level handles @1000 0',
      'resource level memory @1000 1',
    ]);
  });
});
