import type { JsonPath } from '../../vocabulary/excuses.ts';
import { type FoundId, foundId } from '../identity/recognizing/found-id.ts';
import { isMembers, type Members } from '../identity/reading/json-scalars.ts';
import { contextOf, insideOf, isIdentityIn } from '../identity/recognizing/field-context.ts';
import type { Subject } from '../identity/recognizing/subject.ts';
import { senseOf } from '../identity/recognizing/id-names.ts';
import { identityText } from '../identity/recognizing/id-values.ts';

/** A thing where it stands in a JSON document. */
export interface FoundThing {
  /** Its own identities; of a reference, the one it refers to. */
  readonly names: readonly FoundId[];
  readonly path: JsonPath;
  /** What the document says of it; null where it is only referred to. */
  readonly members: Members | null;
}

/** A document with more values is a dump, of which nothing is explained. */
const valuesMax = 50_000;

interface Step {
  readonly value: unknown;
  readonly path: JsonPath;
  readonly name: string;
  readonly around: string | null;
}

/**
 * Finds the things in a document: objects by their own identity, members of objects that are maps by
 * identity, and references. A thing stands before what is in it.
 */
export function thingsIn(document: unknown, subject: Subject): readonly FoundThing[] {
  const found: FoundThing[] = [];
  const left: Step[] = [{ value: document, path: [], name: '', around: null }];
  for (let visited = 0; visited < valuesMax; visited += 1) {
    const step = left.pop();
    if (step === undefined) break;
    if (Array.isArray(step.value)) pushElements(step, left);
    else if (isMembers(step.value)) findInObject(step, step.value, subject, found, left);
    else findReference(step, subject, found);
  }
  return found;
}

function pushElements({ value, path, name, around }: Step, left: Step[]): void {
  const elements = value as readonly unknown[];
  for (let at = elements.length - 1; at >= 0; at -= 1) {
    left.push({ value: elements[at], path: [...path, at], name, around });
  }
}

function findInObject(
  { path, name, around }: Step,
  members: Members,
  subject: Subject,
  found: FoundThing[],
  left: Step[],
): void {
  const inside = insideOf(name, around);
  const names = ownNames(members, inside, subject);
  if (names.length > 0) found.push({ names, path, members });
  const isOwn = new Set(names.map(({ text }) => text));
  for (const [member, value] of Object.entries(members)) {
    const at = [...path, member];
    if (senseOf(member).isMinted === true) {
      const named = foundId(member, contextOf(name, inside, subject));
      found.push({ names: [named], path: at, members: isMembers(value) ? value : null });
    }
    const text = typeof value === 'object' ? null : identityText(value);
    if (text !== null && isOwn.has(text)) continue;
    left.push({ value, path: at, name: member, around: inside });
  }
}

/** An id that is a member's or an element's whole value. */
function findReference(
  { value, path, name, around }: Step,
  subject: Subject,
  found: FoundThing[],
): void {
  const text = identityText(value);
  if (text === null || path.length === 0) return;
  const context = contextOf(name, around, subject);
  if (context.sense.changes || !isIdentityIn(context, text)) return;
  found.push({ names: [foundId(text, context)], path, members: null });
}

/**
 * The identities that an object has of its own: `id`, `uuid`, `slug`; where it has none of these,
 * whatever ids it has, as `objectId`, or the row of a join.
 */
function ownNames(members: Members, inside: string | null, subject: Subject): readonly FoundId[] {
  const own: FoundId[] = [];
  const other: FoundId[] = [];
  for (const [member, value] of Object.entries(members)) {
    const { role, kind, changes } = senseOf(member);
    if (role !== 'id' || changes) continue;
    const text = identityText(value);
    if (text === null) continue;
    (kind === '' ? own : other).push(foundId(text, contextOf(member, inside, subject)));
  }
  return own.length > 0 ? own : other;
}
