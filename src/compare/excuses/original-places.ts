import { candidateMember } from '../identities/candidate-member.ts';
import type { KnownIdentities } from '../identities/known-identities.ts';
import { inPrimaryTerms } from '../identities/in-primary-terms.ts';
import { isContainer, memberAt, valueAt } from '../../vocabulary/own-value.ts';
import type { Found } from '../json/walk.ts';
import type { WalkRules } from '../rules/effects.ts';
import type { RuleState, Step } from '../rules/rule-state.ts';

/** For arrays from which elements were removed: the former index of each remaining element. */
type KeptIndexes = ReadonlyMap<unknown, readonly number[]>;

/** Two reduced documents, the candidate's with its own identities. */
export interface ReducedDocuments {
  readonly primary: unknown;
  readonly candidate: unknown;
  readonly keptOfPrimary: KeptIndexes;
  readonly keptOfCandidate: KeptIndexes;
}

/** Rules for the original documents, applied in a walk through the reduced ones. */
export function rulesOverReduced(
  rules: WalkRules | null,
  state: RuleState | null,
  identities: KnownIdentities | null,
  reduced: ReducedDocuments,
): WalkRules | null {
  if (rules === null || state === null) return null;
  const { keptOfPrimary, keptOfCandidate, primary, candidate } = reduced;

  function over(inner: RuleState, left: unknown, right: unknown): RuleState {
    return {
      matched: inner.matched,
      accepted: inner.accepted,
      child(step, candidateStep = step) {
        const child = inner.child(
          step === null ? null : originalStep(keptOfPrimary, left, step),
          candidateStep === null ? null : originalStep(keptOfCandidate, right, candidateStep),
        );
        if (child === null) return null;
        return over(
          child,
          step === null ? undefined : memberAt(left, step),
          candidateStep === null ? undefined : candidateMember(identities, right, candidateStep),
        );
      },
    };
  }

  return {
    root: over(state, primary, candidate),
    effectsOf: (one) => rules.effectsOf(one),
    cost: rules.cost,
    exceeded: () => rules.exceeded(),
  };
}

/**
 * Creates the function that maps findings in reduced documents to the paths and values of the original ones,
 * which display and redaction use.
 */
export function createOriginals(
  identities: KnownIdentities | null,
  original: { readonly primary: unknown; readonly candidate: unknown },
  reduced: ReducedDocuments,
): (found: Found) => Found {
  const { keptOfPrimary, keptOfCandidate } = reduced;
  const candidate =
    identities === null
      ? original.candidate
      : inPrimaryTerms(identities, original.primary, original.candidate);

  return (found) => {
    const ours = originalPath(null, keptOfPrimary, reduced.primary, found.path);
    const theirs = originalPath(
      identities,
      keptOfCandidate,
      reduced.candidate,
      found.candidatePath,
    );
    const path = found.primary === undefined ? withLastOf(ours, theirs) : ours;
    const candidatePath = found.candidate === undefined ? withLastOf(theirs, ours) : theirs;
    return {
      kind: found.kind,
      path,
      candidatePath,
      primary: isContainer(found.primary) ? valueAt(original.primary, path) : found.primary,
      candidate: isContainer(found.candidate) ? valueAt(candidate, candidatePath) : found.candidate,
    };
  };
}

/** An element that only one side has is at an index of that side. */
function withLastOf(path: readonly Step[], other: readonly Step[]): readonly Step[] {
  const last = other.at(-1);
  return last === undefined ? path : [...path.slice(0, -1), last];
}

function originalPath(
  identities: KnownIdentities | null,
  kept: KeptIndexes,
  document: unknown,
  path: readonly Step[],
): readonly Step[] {
  let value = document;
  return path.map((step) => {
    const original = originalStep(kept, value, step);
    value = candidateMember(identities, value, step);
    return original;
  });
}

function originalStep(kept: KeptIndexes, container: unknown, step: Step): Step {
  return typeof step === 'number' ? (kept.get(container)?.[step] ?? step) : step;
}
