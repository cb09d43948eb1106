import type { ReshapedDocument } from '../../config/reshape-document.ts';
import { candidateMember } from '../identities/candidate-member.ts';
import { inPrimaryTerms } from '../identities/in-primary-terms.ts';
import type { KnownIdentities } from '../identities/known-identities.ts';
import { isContainer, valueAt } from '../../vocabulary/own-value.ts';
import type { Found } from '../json/walk.ts';
import type { Step } from '../rules/rule-state.ts';

/** Below this depth, members keep primary's names. */
const depthMax = 500;

/**
 * Creates the function that restores the candidate's own names in a difference between renamed documents.
 * Display and redaction use these names.
 */
export function createNamesBefore(
  identities: KnownIdentities | null,
  primary: unknown,
  { value: renamed, namesBefore }: ReshapedDocument,
): (found: Found) => Found {
  if (namesBefore.size === 0) return (found) => found;
  let shown: unknown;

  /** The candidate's document with its own member names and primary's identities. */
  function shownDocument(): unknown {
    if (shown !== undefined) return shown;
    const own = ownNames(renamed, depthMax);
    shown = identities === null ? own : inPrimaryTerms(identities, primary, own);
    return shown;
  }

  function ownNames(value: unknown, depth: number): unknown {
    if (!isContainer(value) || depth === 0) return value;
    if (Array.isArray(value)) return value.map((one) => ownNames(one, depth - 1));
    const names = namesBefore.get(value);
    const members = Object.entries(value).map(
      ([name, member]) => [names?.get(name) ?? name, ownNames(member, depth - 1)] as const,
    );
    return Object.fromEntries(members);
  }

  function pathBefore(path: readonly Step[]): readonly Step[] {
    let value = renamed;
    return path.map((step) => {
      const name = typeof step === 'string' ? namesBefore.get(value)?.get(step) : undefined;
      value = candidateMember(identities, value, step);
      return name ?? step;
    });
  }

  return (found) => {
    const candidatePath = pathBefore(found.candidatePath);
    const last = candidatePath.at(-1);
    const isOnlyThere = found.primary === undefined && last !== undefined;
    return {
      ...found,
      path: isOnlyThere ? [...found.path.slice(0, -1), last] : found.path,
      candidatePath,
      candidate: isContainer(found.candidate)
        ? valueAt(shownDocument(), candidatePath)
        : found.candidate,
    };
  };
}
