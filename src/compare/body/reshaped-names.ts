import type { ReshapedDocument } from '../../config/reshape.ts';
import { inPrimaryTerms } from '../identities/in-primary-terms.ts';
import type { KnownIdentities } from '../identities/known-identities.ts';
import { type Container, isContainer, ownValue } from '../json/own-value.ts';
import type { Found } from '../json/walk.ts';
import type { Step } from '../rules/rule-state.ts';

/**
 * Makes the function that gives what was found in renamed documents the candidate's own names: what
 * people are shown, and what is hidden from them, goes by these.
 */
export function createNamesBefore(
  identities: KnownIdentities | null,
  primary: unknown,
  { value: candidate, namesBefore }: ReshapedDocument,
): (found: Found) => Found {
  if (namesBefore.size === 0) return (found) => found;

  function placeOf(path: readonly Step[]): { path: readonly Step[]; value: unknown } {
    let value = candidate;
    const before = path.map((step) => {
      const name = typeof step === 'string' ? namesBefore.get(value)?.get(step) : undefined;
      value = memberOf(identities, value, step);
      return name ?? step;
    });
    return { path: before, value };
  }

  function withNamesBefore(value: unknown, depth: number): unknown {
    if (!isContainer(value) || depth === 0) return value;
    if (Array.isArray(value)) return value.map((one) => withNamesBefore(one, depth - 1));
    const names = namesBefore.get(value);
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        names?.get(name) ?? name,
        withNamesBefore(member, depth - 1),
      ]),
    );
  }

  return (found) => {
    const place = placeOf(found.candidatePath);
    const last = place.path.at(-1);
    const path =
      found.primary === undefined && last !== undefined
        ? [...found.path.slice(0, -1), last]
        : found.path;
    if (!isContainer(found.candidate)) return { ...found, path, candidatePath: place.path };
    const own = withNamesBefore(place.value, depthMax);
    const shown = identities === null ? own : inPrimaryTerms(identities, primary, own);
    return { ...found, path, candidatePath: place.path, candidate: shown };
  };
}

/** Deeper than anything that is shown. */
const depthMax = 100;

/** By its name, which may be primary's identity where the candidate has its own. */
function memberOf(identities: KnownIdentities | null, value: unknown, step: Step): unknown {
  if (!isContainer(value)) return undefined;
  const direct = ownValue(value as Container, step);
  const theirs = typeof step === 'string' ? identities?.candidateOf(step) : undefined;
  return direct === undefined && theirs !== undefined ? ownValue(value, theirs) : direct;
}
