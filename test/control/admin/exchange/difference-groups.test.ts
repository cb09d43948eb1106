import { describe, expect, it } from 'vitest';
import { groupDifferences } from '../../../../src/control/admin/pages/exchange/difference-groups.ts';
import type { Difference } from '../../../../src/vocabulary/difference.ts';
import { comparisonOf, differenceOf } from '../../comparison-fixture.ts';

function removedAt(index: number, primary = '"stop"'): Difference {
  return differenceOf({
    kind: 'removed',
    path: `$.items[${index}].finishReason`,
    template: '$.items[*].finishReason',
    primary,
    candidate: null,
  });
}

/** Each group as a page names it. */
function groupsOf(differences: readonly Difference[]): readonly string[] {
  return groupDifferences(comparisonOf({ differences })).map(
    ({ field, places, alike }) => `${field} ×${places.length}${alike ? '' : ' varies'}`,
  );
}

describe('the groups of differences', () => {
  it('join the same field of several elements', () => {
    expect(groupsOf([removedAt(0), removedAt(1), removedAt(4)])).toEqual([
      'body removed $.items[*].finishReason ×3',
    ]);
  });

  it('separate fields, in the order of their first place', () => {
    expect(groupsOf([removedAt(0), differenceOf(), removedAt(1)])).toEqual([
      'body removed $.items[*].finishReason ×2',
      'body changed $.items[*].cost ×1',
    ]);
  });

  it('state if other places have other values than the first', () => {
    expect(groupsOf([removedAt(0), removedAt(1, '"length"')])).toEqual([
      'body removed $.items[*].finishReason ×2 varies',
    ]);
  });

  it('have the value of the secondary where it differs from primary', () => {
    const secondary = {
      answer: null,
      differences: [differenceOf({ candidate: '0.0019' })],
      truncated: false,
    };
    const [group] = groupDifferences({ differences: [differenceOf()], secondary });
    expect(group?.places[0]?.secondary).toBe('0.0019');
  });
});
