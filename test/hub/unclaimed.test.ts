import { describe, expect, it } from 'vitest';
import { Unclaimed } from '../../src/hub/unclaimed.ts';

describe('exchanges whose message is claimed', () => {
  it('are listed as unclaimed until their own turn', () => {
    const unclaimed = new Unclaimed({ claimed: 0, unclaimed: [] });
    unclaimed.read(11, 1);
    unclaimed.read(12, 1);
    unclaimed.read(21, 2);
    unclaimed.claim(11);
    expect([unclaimed.upTo(1), unclaimed.upTo(2)]).toEqual([[12], [12, 21]]);
  });

  it('count as claimed by a former owner unless they are listed as unclaimed', () => {
    const unclaimed = new Unclaimed({ claimed: 2, unclaimed: [12] });
    const claimed = [
      [11, 1],
      [12, 1],
      [31, 3],
    ].map(([sequence = 0, message = 0]) => unclaimed.isClaimedBefore(sequence, message));
    expect(claimed).toEqual([true, false, false]);
  });

  it('stay unclaimed for later owners, even before they are read again', () => {
    const unclaimed = new Unclaimed({ claimed: 2, unclaimed: [12, 13] });
    unclaimed.read(11, 1);
    unclaimed.read(12, 1);
    unclaimed.claim(12);
    expect(unclaimed.upTo(2)).toEqual([13]);
  });
});
