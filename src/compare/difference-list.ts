import { differencesMax } from '../vocabulary/comparison.ts';
import type { Difference } from '../vocabulary/difference.ts';

/** The differences of one comparison, up to the number that a comparison may list. */
export interface DifferenceList {
  readonly listed: readonly Difference[];
  /** Some part was not compared, or a field that differs is not listed. */
  readonly truncated: boolean;
  /** The code of why something was not compared, if one was given; else empty. */
  readonly truncatedBy: string;
  /**
   * @param field the field that the difference is counted under; once a field has the maximum number of
   *   listed
   *   differences, more are listed only if their values have a new shape
   * @param describe called only if the difference is listed
   * @param shapeOf the shape of the difference, if the field may have several
   * @returns false if looking for more differences would add nothing
   */
  add(
    field: string,
    describe: (shape: string | null) => Difference,
    shapeOf?: () => string | null,
  ): boolean;
  /**
   * Notes that something was not compared, so that the comparison cannot count as a match.
   *
   * @param reason one of a fixed set of codes, never built from traffic; the first one is kept
   */
  truncate(reason?: string): void;
}

/** The comparison stops after this many differences. */
const foundMax = 1000;

/** Leaves room for other fields if one field of a long list differs everywhere. */
const listedPerFieldMax = 10;

export function createDifferenceList(): DifferenceList {
  const listed: Difference[] = [];
  const perField = new Map<string, number>();
  const shapes = new Set<string>();
  let found = 0;
  let truncated = false;
  let truncatedBy = '';
  return {
    listed,
    get truncated() {
      return truncated;
    },
    get truncatedBy() {
      return truncatedBy;
    },
    add(field, describe, shapeOf = noShape) {
      found += 1;
      const before = perField.get(field) ?? 0;
      const shape = shapeOf();
      const shaped = `${field} ${shape ?? ''}`;
      const isNew = !shapes.has(shaped);
      if ((isNew || before < listedPerFieldMax) && listed.length < differencesMax) {
        perField.set(field, before + 1);
        shapes.add(shaped);
        listed.push(describe(shape));
      } else if (isNew) {
        truncated = true;
      }
      if (found < foundMax) return true;
      truncated = true;
      return false;
    },
    truncate(reason = '') {
      truncated = true;
      if (truncatedBy === '') truncatedBy = reason;
    },
  };
}

function noShape(): null {
  return null;
}
