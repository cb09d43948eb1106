import { differencesMax } from '../vocabulary/comparison.ts';
import type { Difference } from '../vocabulary/difference.ts';

/** The differences of one comparison, up to what a comparison may list. */
export interface DifferenceList {
  readonly listed: readonly Difference[];
  /** There are differences that are not listed, or places that were not compared. */
  readonly truncated: boolean;
  /** A short code for why something was not compared, where one was given; else empty. */
  readonly truncatedBy: string;
  /**
   * @param template what the difference is counted by
   * @param describe called only when it is listed
   * @returns false when looking for more teaches nothing new
   */
  add(template: string, describe: () => Difference): boolean;
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
const listedPerTemplateMax = 10;

export function createDifferenceList(): DifferenceList {
  const listed: Difference[] = [];
  const perTemplate = new Map<string, number>();
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
    add(template, describe) {
      found += 1;
      const before = perTemplate.get(template) ?? 0;
      if (before < listedPerTemplateMax && listed.length < differencesMax) {
        perTemplate.set(template, before + 1);
        listed.push(describe());
      } else {
        truncated = true;
      }
      return found < foundMax;
    },
    truncate(reason = '') {
      truncated = true;
      if (truncatedBy === '') truncatedBy = reason;
    },
  };
}
