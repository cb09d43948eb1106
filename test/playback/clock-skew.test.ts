import { describe, expect, it } from 'vitest';
import { clockSkewOf } from '../../src/playback/clock-skew.ts';

describe('the clocks of the recordings of a replay', () => {
  it.each([
    ['are one clock in several files of one recorder', [['a'], ['a']], 0],
    ['may differ by 10 ms between two recorders', [['a'], ['b']], 10],
    ['may differ as in its fleet in a recording of a hub', [['a', 4]], 4],
    ['may differ by the most of all', [['a', 4], ['b', 50], ['c']], 50],
  ] as const)('%s', (_, files, skewMs) => {
    const sources = files.map(([recorder, clockSkewMs]) => ({ recorder, clockSkewMs }));
    expect(clockSkewOf(sources)).toBe(skewMs);
  });
});
