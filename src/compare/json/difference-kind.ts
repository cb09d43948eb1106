import deepDiff from 'deep-diff';
import type { DifferenceKind } from '../../vocabulary/difference.ts';
import { exactNumberText } from '../../vocabulary/exact-number.ts';

/**
 * The kind of difference of a smallest differing subtree, in the terms of deep-diff's records.
 *
 * deep-diff overflows the stack in deep documents, is quadratic in wide ones, treats `{}` and
 * `{"":1}` as equal, and moves every index after an insert. None of this can happen here: a pair that {@link
 * walkJson} reports has a scalar, two types or a missing side, and deep-diff makes one record of such a pair
 * without looking inside.
 *
 * @param primary undefined if primary has nothing
 * @param candidate undefined if the candidate has nothing
 */
export function differenceKind(primary: unknown, candidate: unknown): DifferenceKind {
  const [record] = deepDiff.diff(primary, candidate) ?? [];
  if (record?.kind === 'N') return 'added';
  if (record?.kind === 'D') return 'removed';
  return jsonType(primary) === jsonType(candidate) ? 'changed' : 'type';
}

function jsonType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'string' && exactNumberText(value) !== null) return 'number';
  return typeof value;
}
