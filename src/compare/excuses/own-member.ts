import type { JsonPath } from '../../vocabulary/excuses.ts';
import type { KnownIdentities } from '../identities/known-identities.ts';
import { type Container, isContainer } from '../json/own-value.ts';
import type { Step } from '../rules/rule-state.ts';

/** An own member or element; undefined where there is none, whatever the step is. */
export function memberAt(value: unknown, step: Step): unknown {
  if (!isContainer(value) || Array.isArray(value) !== (typeof step === 'number')) return undefined;
  return Object.hasOwn(value, step) ? value[step] : undefined;
}

/** Where a path leads; undefined where it leads nowhere. */
export function valueAt(document: unknown, path: JsonPath): unknown {
  let value = document;
  for (const step of path) {
    value = memberAt(value, step);
    if (value === undefined) return undefined;
  }
  return value;
}

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
