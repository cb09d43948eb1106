import type { RuleState } from '../rules/rule-state.ts';
import { walkModulo } from '../walk-modulo.ts';
import { type ReducedDocuments, rulesOverReduced } from './original-places.ts';
import type { Reduction } from './reduction.ts';

/** The inputs of a comparison of reduced values. */
type Comparing = Pick<ReducedDocuments, 'keptOfPrimary' | 'keptOfCandidate'> &
  Pick<Reduction, 'rules' | 'identities' | 'clocks' | 'secrets'>;

/**
 * Whether two reduced values are the same modulo identities, and under the rules.
 *
 * @param state how far the rules have matched at the originals
 */
export function isSameReduced(
  { rules, identities, clocks, secrets, keptOfPrimary, keptOfCandidate }: Comparing,
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
  walkModulo({ identities, clocks, secrets }, primary, candidate, following, visitor);
  return isSame;
}

/** Whether rules exclude the difference of two values, regardless of excuses. */
export function isRuledOut(
  { rules }: Reduction,
  state: RuleState | null,
  primary: unknown,
  candidate: unknown,
): boolean {
  if (rules === null || state?.matched !== true) return false;
  const effects = rules.effectsOf(state);
  return effects.ignoredBy.length > 0 || effects.settle(primary, candidate, rules.cost) !== null;
}
