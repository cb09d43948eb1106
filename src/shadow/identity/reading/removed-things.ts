import type { CapturedMessage } from '../../../vocabulary/exchange.ts';
import type { RequestHead } from '../../../vocabulary/raw-head.ts';
import { isSuccess } from '../../../vocabulary/status.ts';
import { removalVerbs } from '../../../vocabulary/thing-names.ts';
import { singular, wordsOf } from '../../../vocabulary/value-names.ts';
import { senseOf } from '../recognizing/id-names.ts';
import { identityText, isDigits } from '../recognizing/id-values.ts';
import { type Subject, thingOf } from '../recognizing/subject.ts';
import { calledFields } from './graphql-request.ts';
import { isMembers, type Members } from './json-scalars.ts';
import type { ParsedAnswer } from './parsed-answer.ts';
import { sentJson } from './sent-json.ts';

/** A thing that a request removed from primary. */
export interface RemovedThing {
  readonly text: string;
  readonly kind: string;
  /**
   * A DELETE removed it. An action that is called a removal may only archive a thing, or detach something
   * from it.
   */
  readonly isSure: boolean;
}

/** Verbs of removals, and of actions that may be removals. */
const verbs: ReadonlySet<string> = new Set([...removalVerbs, 'archive', 'trash']);

/** Words for amounts beside the verb: `bulk-delete`, `deleteMany`. */
const amounts: ReadonlySet<string> = new Set(['bulk', 'batch', 'many', 'multiple', 'all', 'one']);

const nothing: readonly RemovedThing[] = [];
const removedMax = 100;
const startBytes = 64 * 1024;

/**
 * The things that a request removed, by its method and its words: a DELETE, an action such as `POST
 * /notes/7/delete` or `POST /notes/delete`, or a GraphQL mutation. Only numbers may be given to another
 * thing, so only numbers are listed unless the path of a DELETE names the thing.
 */
export function removedThings(
  { head: { method }, subject }: { readonly head: RequestHead; readonly subject: Subject },
  { body }: CapturedMessage,
  { status, documents }: Pick<ParsedAnswer, 'status' | 'documents'>,
): readonly RemovedThing[] {
  if (method === 'GET' || method === 'HEAD' || !isSuccess(status)) return nothing;
  const thing = thingOf(subject);
  if (method === 'DELETE' && thing !== null) {
    return [{ text: thing.text, kind: thing.kind, isSure: true }];
  }
  const removed = method === 'DELETE' ? named(subject.kind, subject, body) : removedBy();
  return removed.filter(({ text }) => isDigits(text)).slice(0, removedMax);

  function removedBy(): readonly RemovedThing[] {
    const kind = kindRemovedAt(subject);
    if (kind === null) return method === 'POST' ? removedByMutation(body, documents) : nothing;
    const before = subject.parts.filter(({ name }) => name === '').at(-2);
    const isBefore = before?.kind === kind && subject.inPath.has(before.text);
    return isBefore ? [{ text: before.text, kind, isSure: false }] : named(kind, subject, body);
  }
}

/**
 * The kind of things that an action or field removes: `note` for `deleteNote`; null if it is not a removal.
 *
 * @param around the kind that a name without a noun removes, such as `bulk-delete`
 */
function kindRemovedBy(name: string, around: string): string | null {
  const words = wordsOf(name).filter((word) => !amounts.has(word));
  const [first = '', ...things] = words;
  if (!verbs.has(first)) return null;
  return things.length === 0 ? around : singular(things.join(''));
}

function kindRemovedAt({ parts, inPath }: Subject): string | null {
  const last = parts.findLast(({ name }) => name === '');
  return last === undefined || inPath.has(last.text) ? null : kindRemovedBy(last.text, last.kind);
}

/** The things that the request names in its query and body. */
function named(kind: string, { parts }: Subject, body: Uint8Array): readonly RemovedThing[] {
  const inQuery = parts
    .filter(({ name }) => name !== '' && namesThing(name, kind))
    .map(({ text }) => text.replace(/^eq\./, ''));
  const texts = [...inQuery, ...idsNamedIn(sentJson(body), kind)];
  return texts.map((text) => ({ text, kind, isSure: false }));
}

function removedByMutation(
  body: Uint8Array,
  documents: readonly unknown[],
): readonly RemovedThing[] {
  const { buffer, byteOffset, byteLength } = body;
  // Most bodies are not mutations, and a search is cheaper than parsing them.
  const start = Buffer.from(buffer, byteOffset, Math.min(byteLength, startBytes));
  const sent = start.includes('mutation') ? sentJson(body) : null;
  if (!isMembers(sent)) return nothing;
  return calledFields(sent, documents).flatMap(({ name, given }) => {
    const kind = kindRemovedBy(name, '');
    if (kind === null) return nothing;
    const texts = given.flatMap((members) => idsNamedIn(members, kind));
    return texts.map((text) => ({ text, kind, isSure: false }));
  });
}

/** Whether a name means the identity of the thing itself: `id`, `ids`, and `noteId` for a note. */
function namesThing(name: string, kind: string): boolean {
  const { role, kind: own, changes, isCursor } = senseOf(name);
  return role === 'id' && !changes && isCursor !== true && (own === '' || own === kind);
}

/** `{"id":7}`, `{"noteIds":[7,8]}`, `[7,8]` and `[{"id":7}]`. */
function idsNamedIn(value: unknown, kind: string): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((one) => (isMembers(one) ? ownIdsIn(one, kind) : textsOf(one)));
  }
  return isMembers(value) ? ownIdsIn(value, kind) : [];
}

function ownIdsIn(members: Members, kind: string): readonly string[] {
  return Object.entries(members).flatMap(([name, value]) =>
    namesThing(name, kind) ? textsOf(value) : [],
  );
}

function textsOf(value: unknown): readonly string[] {
  const texts = (Array.isArray(value) ? value : [value]).map(identityText);
  return texts.filter((text) => text !== null);
}
