import { differencesMax } from '../vocabulary/comparison.ts';
import type { Difference } from '../vocabulary/difference.ts';

/** The differences of one comparison, up to what a comparison may list. */
export interface DifferenceList {
  readonly listed: readonly Difference[];
  /** There may be differences in fields of which none is listed, or were places not compared. */
  readonly truncated: boolean;
  /** A short code for why something was not compared, where one was given; else empty. */
  readonly truncatedBy: string;
  /**
   * @param field what the difference is counted by; past a number of them more are not listed,
   *   unless their values are of a shape that none of them has
   * @param describe called only when it is listed
   * @param shapeOf the shape of the difference, where the field may have several
   * @returns false when looking for more teaches nothing new
   */
  add(
    field: string,
    describe: (shape: string | null) => Difference,
    shapeOf?: () => string | null,
  ): boolean;
  /**
   * Something was not compared: however equal the rest is, this must not pass as a match.
   *
   * @param reason one of a fixed set of codes, never built from traffic; the first one is kept
   */
  truncate(reason?: string): void;
}

/** Where one comparison has found so many, it is given up. */
const foundMax = 1000;

/** So that one field of a long list does not crowd out all others. */
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
