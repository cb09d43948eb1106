import { type Container, ownValue } from '../../vocabulary/own-value.ts';
import { isNumber, type KnownIdentities } from './known-identities.ts';

/**
 * The members of one of the candidate's objects that primary names differently: the candidate's name of each,
 * by primary's name. Two deployments with independent numbering may have swapped numbers, so all members are
 * renamed at once.
 *
 * @param names identities that primary uses as names of members
 */
export function ownNamesIn(
  identities: KnownIdentities,
  members: Container,
  names: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const left = new Map<string, string>();
  for (const key in members) {
    const ours = identities.primaryNameOf(key)?.primary;
    if (ours !== undefined && ours !== key && names.has(ours) && !left.has(ours))
      left.set(ours, key);
  }
  if (left.size === 0) return left;
  const renamed = new Set(left.values());
  const found: (readonly [ours: string, key: string])[] = [];
  for (const ours of left.keys()) {
    if (renamed.has(ours)) continue;
    const chain = takeFrom(left, ours);
    // If another member has this name, all members of the chain keep theirs.
    if (ownValue(members, ours) === undefined) found.push(...chain);
  }
  // The rest are swapped names. In a map by month, 1 and 2 are not things, whatever else has these numbers.
  for (const ours of left.keys()) {
    const swapped = takeFrom(left, ours);
    if (swapped.every(([, key]) => isNameOfThing(identities, key))) found.push(...swapped);
  }
  return new Map(found);
}

/** Removes a name, then the one that its member leaves free, and so on. */
function takeFrom(
  left: Map<string, string>,
  first: string,
): readonly (readonly [string, string])[] {
  const taken: (readonly [string, string])[] = [];
  let name = first;
  for (let key = left.get(name); key !== undefined; key = left.get(name)) {
    taken.push([name, key]);
    left.delete(name);
    name = key;
  }
  return taken;
}

function isNameOfThing(identities: KnownIdentities, key: string): boolean {
  return !isNumber(key) || identities.primaryNameOf(key)?.namesMember === true;
}
