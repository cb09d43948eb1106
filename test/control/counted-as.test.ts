import { describe, expect, it } from 'vitest';
import { countedAs } from '../../src/control/counted-as.ts';
import { outcomes } from '../../src/vocabulary/comparison.ts';
import { shedReasons, skipReasons } from '../../src/vocabulary/shed.ts';

describe('how an exchange counts', () => {
  it('is defined for each outcome', () => {
    const kinds = outcomes.map((outcome) => [outcome, countedAs({ outcome, reason: '' }).kind]);
    expect(Object.fromEntries(kinds)).toEqual({
      match: 'compared',
      mismatch: 'compared',
      noise: 'compared',
      candidate_error: 'compared',
      primary_error: 'primary_error',
      skipped: 'lost',
      cascade: 'excused',
      racy: 'excused',
    });
  });

  it('is a mismatch for a difference, and for a candidate without a whole answer', () => {
    const mismatches = outcomes.filter((outcome) => {
      const counted = countedAs({ outcome, reason: '' });
      return counted.kind === 'compared' && counted.isMismatch;
    });
    expect(mismatches).toEqual(['mismatch', 'candidate_error']);
  });

  it.each(shedReasons)('is a loss if it was shed as %s', (reason) => {
    expect(countedAs({ outcome: 'skipped', reason })).toEqual({ kind: 'lost', reason });
  });

  it.each(skipReasons)('is excused or policy, and no loss, if it was skipped as %s', (reason) => {
    const kind = reason.startsWith('unseen') ? 'excused' : 'left_out';
    expect(countedAs({ outcome: 'skipped', reason })).toMatchObject({ kind, reason });
  });

  it.each(['not_sampled', 'route_off', 'route_rate'])(
    'is excused by policy if its differences follow from %s',
    (reason) => {
      expect(countedAs({ outcome: 'cascade', reason })).toEqual({
        kind: 'excused',
        reason,
        byPolicy: true,
      });
    },
  );

  it.each(['cascade', 'racy'] as const)('is excused, and not by policy, for %s', (outcome) => {
    expect(countedAs({ outcome, reason: '' })).toMatchObject({ kind: 'excused', byPolicy: false });
  });
});
