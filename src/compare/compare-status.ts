import type { Difference } from '../vocabulary/difference.ts';
import type { DifferenceList } from './difference-list.ts';
import type { JsonRules } from './rules/rule-book.ts';

/**
 * Whether primary failed and the candidate did not. Then primary is wrong and the candidate right, and an
 * error and an answer have nothing to compare.
 */
export function isPrimaryError(primaryStatus: number, candidateStatus: number): boolean {
  return primaryStatus >= 500 && candidateStatus > 0 && candidateStatus < 500;
}

/**
 * Lists a difference unless the statuses are equal or a rule accepts the candidate's. Returns whether they
 * are accepted.
 */
export function compareStatus(
  rules: JsonRules,
  primary: number,
  candidate: number,
  list: DifferenceList,
): boolean {
  if (primary === candidate) return true;
  const describe = (): Difference => ({
    aspect: 'status',
    kind: 'changed',
    path: 'status',
    template: 'status',
    primary: String(primary),
    candidate: String(candidate),
    shape: null,
    distance: null,
    nature: null,
  });
  if (rules.acceptsStatus(primary, candidate, describe)) return true;
  list.add('status', describe);
  return false;
}
