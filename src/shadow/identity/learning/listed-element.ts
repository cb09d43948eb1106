import { isMembers, type Members } from '../reading/json-scalars.ts';
import {
  contextOf,
  type FieldContext,
  insideOf,
  isIdentityIn,
} from '../recognizing/field-context.ts';
import { foundId, type FoundId } from '../recognizing/found-id.ts';
import { identityText, isDigits } from '../recognizing/id-values.ts';
import type { Subject } from '../recognizing/subject.ts';

/** The position of a list in a document. */
export interface ListPlace {
  readonly name: string;
  readonly around: string | null;
  readonly subject: Subject;
}

/** The content of an element, without identities, times and nested objects. */
export type Said = readonly (readonly [key: string, value: string])[];

/** The identity of the thing that an element shows; null if it has none. */
export function ownIdOf(element: unknown, { name, around, subject }: ListPlace): FoundId | null {
  const inside = insideOf(name, around);
  if (!isMembers(element)) return idOf(element, contextOf(name, inside, subject));
  const own = memberIdOf(element, inside, subject);
  if (own !== null || saysSomething(element, inside, subject)) return own;
  // An edge of a connection holds one object, and shows that.
  const [nested, ...others] = nestedIn(element);
  if (nested === undefined || others.length > 0) return null;
  const [key, members] = nested;
  return memberIdOf(members, insideOf(key, inside), subject);
}

function memberIdOf(members: Members, inside: string | null, subject: Subject): FoundId | null {
  const own = contextOf('id', inside, subject);
  const first = idOf(members['id'], own);
  if (first !== null) return first;
  for (const key in members) {
    const context = contextOf(key, inside, subject);
    if (context.sense.role !== 'id' || context.kind !== own.kind) continue;
    const id = idOf(members[key], context);
    if (id !== null) return id;
  }
  return null;
}

function idOf(value: unknown, context: FieldContext): FoundId | null {
  const text = identityText(value);
  if (text === null || context.sense.changes || !isIdentityIn(context, text)) return null;
  return foundId(text, context);
}

/**
 * The content of an element. Nested objects count only if there is nothing else, as in the edges of a
 * connection.
 */
export function saidBy(element: unknown, { name, around, subject }: ListPlace): Said {
  const inside = insideOf(name, around);
  if (!isMembers(element)) {
    const context = contextOf(name, inside, subject);
    return isPlain(element, context) ? [['', String(element)]] : [];
  }
  const own = saidByMembers(element, inside, subject);
  if (own.length > 0) return own;
  return nestedIn(element).flatMap(([key, members]) =>
    saidByMembers(members, insideOf(key, inside), subject).map(
      ([name, value]) => [`${key}.${name}`, value] as const,
    ),
  );
}

/** This is called for each element of each list, so it avoids another array for sorting the few members. */
function saidByMembers(members: Members, inside: string | null, subject: Subject): Said {
  const said: (readonly [string, string])[] = [];
  // Parsed JSON has only own members.
  for (const key in members) {
    const value = members[key];
    if (!isPlain(value, contextOf(key, inside, subject))) continue;
    let at = said.length;
    for (let before = said[at - 1]; isAfter(before, key, at); before = said[at - 1]) {
      said[at] = before;
      at -= 1;
    }
    said[at] = [key, String(value)];
  }
  return said.length <= fewMembers ? said : said.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const fewMembers = 32;

function isAfter(one: Said[number] | undefined, key: string, at: number): one is Said[number] {
  return at <= fewMembers && one !== undefined && one[0] > key;
}

function saysSomething(members: Members, inside: string | null, subject: Subject): boolean {
  for (const key in members) {
    if (isPlain(members[key], contextOf(key, inside, subject))) return true;
  }
  return false;
}

function nestedIn(element: Members): readonly (readonly [key: string, members: Members])[] {
  return Object.entries(element).flatMap(([key, value]) =>
    isMembers(value) ? [[key, value] as const] : [],
  );
}

function isPlain(value: unknown, context: FieldContext): boolean {
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'object' || value === undefined) return false;
  if (context.sense.role === 'time' || context.sense.isPart === true) return false;
  const text = identityText(value);
  // Fractions are measurements, and may differ a little each time.
  if (text === null) return typeof value === 'string' && !/^\d{4}-\d\d-\d\d/.test(value);
  return !isIdentityIn(context, text);
}

/**
 * Identities in an element that are not counters, without its own. If two deployments show the same one, they
 * show the same thing, such as a request by the id that the client gave it.
 */
export function sharedIdsIn(
  element: unknown,
  own: FoundId | null,
  { name, around, subject }: ListPlace,
): Said {
  if (!isMembers(element)) return [];
  const inside = insideOf(name, around);
  return Object.keys(element)
    .toSorted()
    .flatMap((key) => {
      const text = identityText(element[key]);
      if (text === null || text === own?.text || isDigits(text)) return [];
      const context = contextOf(key, inside, subject);
      return isIdentityIn(context, text) && !context.sense.changes ? [[key, text] as const] : [];
    });
}

/** Equal for elements with equal content; empty if there is none. */
export function textOf(said: Said): string {
  return said.length === 0 ? '' : JSON.stringify(said);
}

export function saysTheSame(one: Said, other: Said): boolean {
  return agreements(one, other) === Math.max(one.length, other.length);
}

/** Whether they may be about the same thing, and differ in a part of it. */
export function agreesMostly(one: Said, other: Said): boolean {
  return agreements(one, other) * 2 > Math.max(one.length, other.length);
}

/** Whether two objects have content that is mostly the same. */
export function areAlike(one: Members, other: Members, subject: Subject): boolean {
  return agreesMostly(saidByMembers(one, null, subject), saidByMembers(other, null, subject));
}

/** The number of members that are the same in both. */
export function agreements(one: Said, other: Said): number {
  const values = new Map(other);
  return one.filter(([key, value]) => values.get(key) === value).length;
}
