import { areAlike, type Container, ownValue } from '../../vocabulary/own-value.ts';
import { areOfTwoThings, type KnownIdentities } from './known-identities.ts';
import { relateScalars } from './same-scalar.ts';

/** The depth to which documents are compared by recursion. */
const depthMax = 500;

const unequal = -1;

/**
 * Whether two parsed documents have the same content about the same things, each with its deployment's
 * identities, and how many members their objects have together; null if they differ, or are too deep to
 * compare here.
 */
export function countSameThings(
  identities: KnownIdentities,
  primary: unknown,
  candidate: unknown,
): number | null {
  function countIn(left: unknown, right: unknown, name: string, depth: number): number {
    if (left === right) return areOfTwoThings(identities, left, name) ? unequal : 0;
    if (!areAlike(left, right)) {
      return relateScalars(identities, left, right, name) === 'same' ? 0 : unequal;
    }
    if (depth === 0) return unequal;
    return Array.isArray(left)
      ? countInArrays(left, right as readonly unknown[], name, depth - 1)
      : countInObjects(left as Container, right as Container, depth - 1);
  }

  function countInArrays(
    left: readonly unknown[],
    right: readonly unknown[],
    name: string,
    depth: number,
  ): number {
    if (left.length !== right.length) return unequal;
    let members = 0;
    for (let i = 0; i < left.length; i += 1) {
      const below = countIn(left[i], right[i], name, depth);
      if (below === unequal) return unequal;
      members += below;
    }
    return members;
  }

  function countInObjects(left: Container, right: Container, depth: number): number {
    let keys = 0;
    let members = 0;
    for (const key in left) {
      keys += 1;
      const value = memberOf(right, key, left);
      if (value === undefined) return unequal;
      const below = countIn(left[key], value, key, depth);
      if (below === unequal) return unequal;
      members += below;
    }
    let unmet = keys;
    for (const _ in right) unmet -= 1;
    return unmet === 0 ? members + keys : unequal;
  }

  /** Under the same key, or under the candidate's word for it, unless that is the key of another member. */
  function memberOf(right: Container, key: string, left: Container): unknown {
    if (identities.crossed.has(key)) return undefined;
    const value = ownValue(right, key);
    if (value !== undefined) return value;
    const theirs = identities.candidateOf(key);
    if (theirs === undefined || ownValue(left, theirs) !== undefined) return undefined;
    return ownValue(right, theirs);
  }

  const members = countIn(primary, candidate, '', depthMax);
  return members === unequal ? null : members;
}
