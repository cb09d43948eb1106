import { describe, expect, it } from 'vitest';
import { GivenUp } from '../../src/hub/given-up.ts';

describe('exchanges that are never in the evidence', () => {
  it('count as given up if no plane has counted them', () => {
    expect(new GivenUp().take(3)).toBe(3);
  });

  it('do not count again if a plane has counted them', () => {
    const givenUp = new GivenUp();
    givenUp.noteCounted(3);
    expect([givenUp.take(2), givenUp.take(2), givenUp.take(2)]).toEqual([0, 1, 2]);
  });
});
