import { memberAt } from '../../vocabulary/own-value.ts';
import type { Step } from '../rules/rule-state.ts';
import type { KnownIdentities } from './known-identities.ts';

/** A member or element of the candidate's document by primary's step: its name may be an identity. */
export function candidateMember(
  identities: KnownIdentities | null,
  value: unknown,
  step: Step,
): unknown {
  const direct = memberAt(value, step);
  const theirs = typeof step === 'string' ? identities?.candidateOf(step) : undefined;
  return direct === undefined && theirs !== undefined ? memberAt(value, theirs) : direct;
}
