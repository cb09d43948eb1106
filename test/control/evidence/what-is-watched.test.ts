import { describe, expect, it } from 'vitest';
import type { WatchedName } from '../../../src/vocabulary/watched.ts';
import { keptEvidence } from './evidence-under-test.ts';

const memory: WatchedName = { kind: 'resource', name: 'level memory', block: null };

describe('what is watched before the version is known', () => {
  it('is no evidence of the version that becomes known', () => {
    const evidence = keptEvidence();
    evidence.noteWatched(memory, 'candidate', 1);
    evidence.polled('v2');
    expect(evidence.epoch.version).toBe('v2');
    expect([...evidence.current().watched]).toEqual([]);
  });
});
