import type { KnownIdentities } from '../identities/known-identities.ts';
import { type Container, isContainer, memberAt } from '../../vocabulary/own-value.ts';

/** Nothing, or a value that deployments show in place of a missing thing. */
export function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return isContainer(value) && !Array.isArray(value) && Object.keys(value).length === 0;
}

/** The candidate's name for primary's member; the name may be an identity. */
export function candidateName(
  identities: KnownIdentities | null,
  [left, right]: readonly [Container, Container],
  name: string,
): string {
  if (memberAt(right, name) !== undefined) return name;
  const theirs = identities?.candidateOf(name);
  const isTheirs = theirs !== undefined && memberAt(left, theirs) === undefined;
  return isTheirs && memberAt(right, theirs) !== undefined ? theirs : name;
}

/** Primary's name for the candidate's member. */
export function primaryName(
  identities: KnownIdentities | null,
  [left, right]: readonly [Container, Container],
  name: string,
): string {
  const ours = identities?.primaryOf(name);
  const isOurs = ours !== undefined && memberAt(right, ours) === undefined;
  return isOurs && memberAt(left, ours) !== undefined ? ours : name;
}

/**
 * A copy of an object with some members removed and others replaced.
 *
 * @returns the object itself if nothing changes
 */
export function withMembers(
  object: Container,
  dropped: ReadonlySet<string>,
  replaced: ReadonlyMap<string, unknown>,
): Container {
  if (dropped.size === 0 && replaced.size === 0) return object;
  const members = Object.entries(object)
    .filter(([name]) => !dropped.has(name))
    .map(([name, value]) => [name, replaced.has(name) ? replaced.get(name) : value] as const);
  // Defines members, so that one named `__proto__` is an ordinary member.
  return Object.fromEntries(members);
}
