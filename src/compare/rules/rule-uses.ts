import type { CompareRule } from '../../config/compare-rules.ts';
import type { RuleUse } from './rule-book.ts';

/**
 * Counts in how many comparisons each rule explained something, however many places it explained
 * in one.
 *
 * @param count called with a rule's name, at most once a comparison
 */
export function countRuleUses(count: (rule: string) => void): RuleUse {
  const countedNow = new Set<CompareRule>();
  return {
    compared: () => countedNow.clear(),
    explained(rule) {
      if (countedNow.has(rule)) return;
      countedNow.add(rule);
      count(rule.name);
    },
  };
}
