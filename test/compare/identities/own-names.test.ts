import { describe, expect, it } from 'vitest';
import { knowIdentities } from '../../../src/compare/identities/known-identities.ts';
import { ownNamesIn } from '../../../src/compare/identities/own-names.ts';

type Numbers = readonly (readonly [primary: number, candidate: number])[];

/** The renamed members of a map of the candidate's, where primary has each of its numbers as a name. */
function ownNames(numbers: Numbers, names: readonly number[], isByIds = false) {
  const known = numbers.map(([primary, candidate]) => {
    const identity = { primary: `${primary}`, candidate: `${candidate}`, label: '‹key›' };
    return isByIds ? { ...identity, namesMember: true as const } : identity;
  });
  const members = Object.fromEntries(names.map((name) => [name, name]));
  const ours = new Set(known.map(({ primary }) => primary));
  return Object.fromEntries(ownNamesIn(knowIdentities(known)!, members, ours));
}

describe('the names of members that are numbers', () => {
  it('are translated to those of primary all at once', () => {
    const shifted: Numbers = [
      [7, 8],
      [8, 9],
    ];
    expect(ownNames(shifted, [8, 9])).toEqual({ 7: '8', 8: '9' });
  });

  it('stay if a translated name would be that of another member', () => {
    const shifted: Numbers = [
      [7, 8],
      [8, 9],
    ];
    expect(ownNames(shifted, [7, 8, 9])).toEqual({});
  });

  it('are exchanged in a map by ids alone, because months have numbers, too', () => {
    const swapped: Numbers = [
      [1, 2],
      [2, 1],
    ];
    expect(ownNames(swapped, [1, 2, 3])).toEqual({});
    expect(ownNames(swapped, [1, 2, 3], true)).toEqual({ 1: '2', 2: '1' });
  });
});
