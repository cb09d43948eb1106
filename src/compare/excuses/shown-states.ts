import type { MarkedThing } from '../../vocabulary/excuses.ts';
import { countSameThings } from '../identities/count-same-things.ts';
import type { KnownIdentities } from '../identities/known-identities.ts';
import { exactNumberText } from '../../vocabulary/exact-number.ts';
import { type Container, isContainer, memberAt } from '../../vocabulary/own-value.ts';
import { countSame } from '../same-json.ts';
import { candidateName, primaryName } from './own-member.ts';

/** A member that both sides may have, by its name on each. */
export type MemberNames = readonly [primary: string, candidate: string];

/**
 * The members of one thing that differ between the sides and that its states explain: the candidate shows
 * what primary showed before, or, in a race, each side shows one of the states.
 */
export function membersInStates(
  identities: KnownIdentities | null,
  { kind, states }: Pick<MarkedThing, 'kind' | 'states'>,
  primary: Container,
  candidate: Container,
): readonly MemberNames[] {
  if (states.length === 0) return [];
  return memberNames(identities, primary, candidate).filter(([ours, theirs]) => {
    const [left, right] = [memberAt(primary, ours), memberAt(candidate, theirs)];
    if (isSameMember(identities, ours, left, right)) return false;
    const [plainLeft, plainRight] = [withPlainNumbers(left), withPlainNumbers(right)];
    const shown = states.map((state) => memberAt(state, ours));
    const isShown = shown.some((value) => isSameMember(identities, ours, value, plainRight));
    if (!isShown || kind === 'stale') return isShown;
    return shown.some((value) => isSameMember(null, ours, value, plainLeft));
  });
}

function memberNames(
  identities: KnownIdentities | null,
  primary: Container,
  candidate: Container,
): readonly MemberNames[] {
  const both = [primary, candidate] as const;
  const names = Object.keys(primary).map((name): MemberNames => [
    name,
    candidateName(identities, both, name),
  ]);
  const met = new Set(names.map(([, theirs]) => theirs));
  for (const name of Object.keys(candidate)) {
    if (!met.has(name)) names.push([primaryName(identities, both, name), name]);
  }
  return names;
}

/** @param name of the member, which shows whether numbers are ids */
function isSameMember(
  identities: KnownIdentities | null,
  name: string,
  primary: unknown,
  candidate: unknown,
): boolean {
  if (primary === undefined || candidate === undefined) return primary === candidate;
  if (identities === null) return countSame(primary, candidate) !== null;
  const [left, right] = [[[name, primary]] as const, [[name, candidate]] as const];
  return countSameThings(identities, Object.fromEntries(left), Object.fromEntries(right)) !== null;
}

/** The depth to which values are compared by recursion. */
const depthMax = 500;

/** States contain plain numbers, so values are compared with plain numbers. */
function withPlainNumbers(value: unknown, depth: number = depthMax): unknown {
  if (typeof value === 'string') {
    const text = exactNumberText(value);
    return text === null ? value : Number(text);
  }
  if (!isContainer(value) || depth === 0) return value;
  if (Array.isArray(value)) return value.map((element) => withPlainNumbers(element, depth - 1));
  const members = Object.entries(value);
  return Object.fromEntries(
    members.map(([name, member]) => [name, withPlainNumbers(member, depth - 1)]),
  );
}
