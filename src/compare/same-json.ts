import { areAlike, type Container } from '../vocabulary/own-value.ts';

/** Deeper documents are left to the walk, which does not recurse. */
const depthMax = 500;

/**
 * Whether two parsed documents are equal apart from the order of keys, and how many members their objects
 * have together; null if they differ, or are too deep to compare here.
 *
 * Most bodies with different bytes still mean the same. This costs half as much as the walk, which also keeps
 * track of its path.
 */
export function countSame(primary: unknown, candidate: unknown): number | null {
  if (primary === candidate) return 0;
  if (!areAlike(primary, candidate)) return null;
  const members = countIn(primary as Container, candidate as Container, depthMax);
  return members === unequal ? null : members;
}

const unequal = -1;

function countIn(primary: Container, candidate: Container, depth: number): number {
  if (depth === 0) return unequal;
  return Array.isArray(primary)
    ? countInArrays(primary, candidate as unknown as readonly unknown[], depth)
    : countInObjects(primary, candidate, depth);
}

function countInArrays(
  primary: readonly unknown[],
  candidate: readonly unknown[],
  depth: number,
): number {
  const length = primary.length;
  if (length !== candidate.length) return unequal;
  let members = 0;
  for (let i = 0; i < length; i += 1) {
    const left = primary[i];
    const right = candidate[i];
    if (left === right) continue;
    if (!areAlike(left, right)) return unequal;
    const below = countIn(left as Container, right as Container, depth - 1);
    if (below === unequal) return unequal;
    members += below;
  }
  return members;
}

/** `for in` reads a parsed object's members faster than any list of its keys. */
function countInObjects(primary: Container, candidate: Container, depth: number): number {
  let keys = 0;
  let members = 0;
  for (const key in primary) {
    const left = primary[key];
    const right = candidate[key];
    keys += 1;
    if (left === right) continue;
    // A member that the candidate inherits is not its own value: see `ownValue`.
    if (!areAlike(left, right) || right === Object.prototype) return unequal;
    const below = countIn(left as Container, right as Container, depth - 1);
    if (below === unequal) return unequal;
    members += below;
  }
  let unmet = keys;
  for (const _ in candidate) unmet -= 1;
  return unmet === 0 ? members + keys : unequal;
}
