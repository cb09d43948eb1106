import type { Difference } from '../vocabulary/difference.ts';
import type { DifferenceList } from './difference-list.ts';
import type { JsonRules } from './rules/rule-book.ts';

/**
 * Primary failed where the candidate did not: legacy is wrong and the candidate right. The error
 * and the answer have nothing in common that could be compared.
 */
export function isPrimaryError(primaryStatus: number, candidateStatus: number): boolean {
  return primaryStatus >= 500 && candidateStatus > 0 && candidateStatus < 500;
}

/** Lists a difference unless the candidate's status is none, and returns whether it is none. */
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
