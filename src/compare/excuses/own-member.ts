import type { KnownIdentities } from '../identities/known-identities.ts';
import { type Container, isContainer, memberAt } from '../../vocabulary/own-value.ts';

/** Nothing, or what deployments show in place of a thing that is not there. */
export function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return isContainer(value) && !Array.isArray(value) && Object.keys(value).length === 0;
}

/** The name under which the candidate has primary's member, which may be an identity. */
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

/** The name under which primary has the candidate's member. */
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
 * A copy of an object without some members, and with others in place of some.
 *
 * @returns the object itself where nothing changes
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
  // Defines its members, so that one called `__proto__` is nothing but a member.
  return Object.fromEntries(members);
}
