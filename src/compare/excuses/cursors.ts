import { wordsOf } from '../../vocabulary/value-names.ts';
import { identityText } from '../identities/known-identities.ts';
import { type Container, memberAt } from '../../vocabulary/own-value.ts';
import { changeInner } from './inner-objects.ts';
import { withMembers } from './own-member.ts';
import { isObject, ownIdsOf, thingIn } from './own-things.ts';
import type { Shortfall } from './totals.ts';

/** Last words of names that mark the thing after which the next page begins. */
const cursorWords: ReadonlySet<string> = new Set(['cursor', 'next', 'after', 'continuation']);
/** The words before `token` with the same meaning. */
const pageTokenWords: ReadonlySet<string> = new Set(['page', 'next', 'continuation']);

function isCursorName(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  return cursorWords.has(last) || (last === 'token' && pageTokenWords.has(words.at(-2) ?? ''));
}

/**
 * Removes from two objects around lists the cursors that name, on each side, the last thing of that side's
 * own list. Only beside lists from which elements were set aside.
 */
export function withoutExplainedCursors(
  primary: Container,
  candidate: Container,
  lists: readonly Shortfall[],
): readonly [Container, Container] {
  const ends = lists.flatMap(({ ends }) => (ends === null ? [] : [namesAtEnds(...ends)]));
  if (ends.every(({ length }) => length === 0)) return [primary, candidate];
  return changeInner(primary, candidate, (left, right) => {
    const names = Object.keys(left).filter((name) => {
      if (!isCursorName(name)) return false;
      const [ours, theirs] = [
        identityText(memberAt(left, name)),
        identityText(memberAt(right, name)),
      ];
      return ends.some((one) => one.some((id) => id[0] === ours && id[1] === theirs));
    });
    const dropped = new Set(names);
    return [withMembers(left, dropped, unchanged), withMembers(right, dropped, unchanged)];
  });
}

const unchanged: ReadonlyMap<string, unknown> = new Map();

/** The identities of the last elements of both lists: in the same member, or the elements themselves. */
function namesAtEnds(
  primary: unknown,
  candidate: unknown,
): readonly (readonly [primary: string, candidate: string])[] {
  const [ours, theirs] = [namesOf(primary), namesOf(candidate)];
  return [...ours].flatMap(([name, id]) => {
    const there = theirs.get(name);
    return there === undefined ? [] : [[id, there] as const];
  });
}

/** By the member that has the identity; an edge also has its own cursor. */
function namesOf(element: unknown): ReadonlyMap<string, string> {
  const thing = thingIn(element);
  const names = new Map(isObject(thing) ? ownIdsOf(thing) : []);
  const own = thing === element ? null : identityText(memberAt(element, 'cursor'));
  if (own !== null) names.set('cursor', own);
  const itself = identityText(element);
  if (itself !== null) names.set('', itself);
  return names;
}
