import type { CompareRule } from '../../config/compare-rules.ts';
import { ruleKey } from '../../config/rule-words.ts';
import type { RuleUse } from './rule-book.ts';

/**
 * Counts in how many comparisons each rule explained something, regardless of the number of differences in
 * each.
 *
 * @param count called with a rule's key, at most once for each comparison
 */
export function countRuleUses(count: (rule: string) => void): RuleUse {
  const countedNow = new Set<CompareRule>();
  const keys = new WeakMap<CompareRule, string>();
  const keyOf = (rule: CompareRule): string => {
    const known = keys.get(rule) ?? ruleKey(rule);
    keys.set(rule, known);
    return known;
  };
  return {
    compared: () => countedNow.clear(),
    explained(rule) {
      if (countedNow.has(rule)) return;
      countedNow.add(rule);
      count(keyOf(rule));
    },
  };
}
