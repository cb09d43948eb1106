import { inPrimaryTerms } from '../identities/in-primary-terms.ts';
import { judgeModulo } from '../identities/judge-found.ts';
import { walkJson } from '../json/walk.ts';
import type { RuleState } from '../rules/rule-state.ts';
import { type ReducedDocuments, rulesOverReduced } from './original-places.ts';
import type { Reduction } from './reduction.ts';

/** What comparing reduced values depends on. */
type Comparing = Pick<ReducedDocuments, 'keptOfPrimary' | 'keptOfCandidate'> &
  Pick<Reduction, 'rules' | 'identities'>;

/**
 * Whether two reduced values are the same modulo identities, and under the rules.
 *
 * @param state how far the rules have matched at the originals
 */
export function isSameReduced(
  { rules, identities, keptOfPrimary, keptOfCandidate }: Comparing,
  state: RuleState | null,
  primary: unknown,
  candidate: unknown,
): boolean {
  let isSame = true;
  const visitor = {
    differ() {
      isSame = false;
      return false;
    },
    uncompared() {
      isSame = false;
    },
  };
  const reduced = { primary, candidate, keptOfPrimary, keptOfCandidate };
  const following = rulesOverReduced(rules, state, identities, reduced);
  if (identities === null) {
    walkJson(primary, candidate, following, visitor);
  } else {
    const terms = inPrimaryTerms(identities, primary, candidate);
    walkJson(primary, terms, following, judgeModulo(identities, candidate, visitor));
  }
  return isSame;
}

/** Whether rules are why two values do not count, whatever the excuses say. */
export function isRuledOut(
  { rules }: Reduction,
  state: RuleState | null,
  primary: unknown,
  candidate: unknown,
): boolean {
  if (rules === null || state?.matched !== true) return false;
  const effects = rules.effectsOf(state);
  return effects.ignoredBy.length > 0 || effects.settle(primary, candidate) !== null;
}
