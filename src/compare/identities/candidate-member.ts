import { isContainer, memberAt } from '../../vocabulary/own-value.ts';
import type { Step } from '../rules/rule-state.ts';
import type { KnownIdentities } from './known-identities.ts';

/**
 * A member or element of the candidate's document, found by primary's step after a walk in primary's terms.
 */
export function candidateMember(
  identities: KnownIdentities | null,
  value: unknown,
  step: Step,
): unknown {
  const names = isContainer(value) ? identities?.ownNames.get(value) : undefined;
  return memberAt(value, names?.get(String(step)) ?? step);
}
