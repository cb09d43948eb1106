import type { JsonPath } from '../../vocabulary/excuses.ts';
import { type FoundId, foundId } from '../identity/recognizing/found-id.ts';
import { isMembers, type Members } from '../identity/reading/json-scalars.ts';
import { contextOf, insideOf, isIdentityIn } from '../identity/recognizing/field-context.ts';
import { senseOf } from '../identity/recognizing/id-names.ts';
import { identityText } from '../identity/recognizing/id-values.ts';
import type { Subject } from '../identity/recognizing/subject.ts';

/** A thing and its position in a JSON document. */
export interface FoundThing {
  /** Its own identities; for a reference, those of its target. */
  readonly names: readonly FoundId[];
  readonly at: Spot;
  /** Its content in the document; null if it is only a reference. */
  readonly members: Members | null;
}

/** The position of a value. Paths are created only when needed. */
export interface Spot {
  readonly above: Spot | null;
  readonly step: string | number;
  readonly depth: number;
}

export const rootSpot: Spot = { above: null, step: '', depth: 0 };

export function stepTo(above: Spot, step: string | number): Spot {
  return { above, step, depth: above.depth + 1 };
}

export function rootThing(names: readonly FoundId[], members: Members): FoundThing {
  return { names, at: rootSpot, members };
}

export function pathOf({ at }: FoundThing): JsonPath {
  const steps: (string | number)[] = [];
  for (let spot = at; spot.above !== null; spot = spot.above) steps.push(spot.step);
  return steps.toReversed();
}

/** A document with more values is a dump, and not explained. */
const valuesMax = 50_000;

interface Value {
  readonly value: unknown;
  readonly at: Spot;
  readonly name: string;
  readonly around: string | null;
}

interface Search {
  readonly subject: Subject;
  readonly withReferences: boolean;
  readonly found: FoundThing[];
  readonly left: Value[];
}

/**
 * Finds the things in a document: objects by their own identity, and members of objects that are maps by
 * identity. A thing comes before the things in it.
 *
 * @param withReferences whether to find ids of other things, too, as positions of those
 */
export function thingsIn(
  document: unknown,
  subject: Subject,
  withReferences: boolean,
): readonly FoundThing[] {
  const search: Search = { subject, withReferences, found: [], left: [] };
  search.left.push({ value: document, at: rootSpot, name: '', around: null });
  for (let visited = 0; visited < valuesMax; visited += 1) {
    const next = search.left.pop();
    if (next === undefined) break;
    if (Array.isArray(next.value)) pushElements(next, next.value, search);
    else if (isMembers(next.value)) findInObject(next, next.value, search);
    else findReference(next, search);
  }
  return search.found;
}

function pushElements(
  { at: above, name, around }: Value,
  elements: readonly unknown[],
  { left, withReferences }: Search,
): void {
  for (let step = elements.length - 1; step >= 0; step -= 1) {
    const value = elements[step];
    if (!withReferences && !isContainer(value)) continue;
    left.push({ value, at: { above, step, depth: above.depth + 1 }, name, around });
  }
}

function findInObject({ at: above, name, around }: Value, members: Members, search: Search): void {
  const { subject, withReferences, found, left } = search;
  const inside = insideOf(name, around);
  const names = ownNames(members, inside, subject);
  if (names.length > 0) found.push({ names, at: above, members });
  for (const member in members) {
    const value = members[member];
    const isMinted = senseOf(member).isMinted === true;
    if (!isMinted && !withReferences && !isContainer(value)) continue;
    const at = { above, step: member, depth: above.depth + 1 };
    if (isMinted) {
      const named = foundId(member, contextOf(name, inside, subject));
      found.push({ names: [named], at, members: isMembers(value) ? value : null });
    }
    if (!isContainer(value) && names.some(({ text }) => text === identityText(value))) continue;
    left.push({ value, at, name: member, around: inside });
  }
}

/** An id that is the whole value of a member or an element. */
function findReference({ value, at, name, around }: Value, { subject, found }: Search): void {
  const text = identityText(value);
  if (text === null || at.depth === 0) return;
  const context = contextOf(name, around, subject);
  if (context.sense.changes || !isIdentityIn(context, text)) return;
  found.push({ names: [foundId(text, context)], at, members: null });
}

/**
 * The identities of an object itself: `id`, `uuid`, `slug`; if it has none of these, all its ids, such as
 * `objectId`, or those of the row of a join.
 */
function ownNames(members: Members, inside: string | null, subject: Subject): readonly FoundId[] {
  const own: FoundId[] = [];
  const other: FoundId[] = [];
  for (const member in members) {
    const { role, kind, changes } = senseOf(member);
    if (role !== 'id' || changes) continue;
    const text = identityText(members[member]);
    if (text === null) continue;
    (kind === '' ? own : other).push(foundId(text, contextOf(member, inside, subject)));
  }
  return own.length > 0 ? own : other;
}

/** Whether an object has an id of its own. */
export function hasOwnId(members: Members): boolean {
  return Object.keys(members).some((member) => {
    const { role, changes, kind } = senseOf(member);
    return role === 'id' && !changes && kind === '' && identityText(members[member]) !== null;
  });
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
