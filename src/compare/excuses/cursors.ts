import { wordsOf } from '../../vocabulary/value-names.ts';
import { identityText } from '../identities/known-identities.ts';
import { type Container, memberAt } from '../../vocabulary/own-value.ts';
import { changeInner } from './inner-objects.ts';
import { withMembers } from './own-member.ts';
import { isObject, ownIdsOf, thingIn } from './own-things.ts';
import type { Shortfall } from './totals.ts';

/** Last words of names that say after which thing the next page begins. */
const cursorWords: ReadonlySet<string> = new Set(['cursor', 'next', 'after', 'continuation']);
/** Of a token, the word before that says the same. */
const pageTokenWords: ReadonlySet<string> = new Set(['page', 'next', 'continuation']);

function isCursorName(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  return cursorWords.has(last) || (last === 'token' && pageTokenWords.has(words.at(-2) ?? ''));
}

/**
 * Takes out of two objects around lists the cursors that say, on each side, after which thing that
 * side's own list ends. Only beside lists of which elements were set aside.
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

/** What the last elements of both lists are called: by the same member, or as the elements they are. */
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

/** By the member that has it; an edge is called by its own cursor, too. */
function namesOf(element: unknown): ReadonlyMap<string, string> {
  const thing = thingIn(element);
  const names = new Map(isObject(thing) ? ownIdsOf(thing) : []);
  const own = thing === element ? null : identityText(memberAt(element, 'cursor'));
  if (own !== null) names.set('cursor', own);
  const itself = identityText(element);
  if (itself !== null) names.set('', itself);
  return names;
}
