import type { RequestHead } from '../../../vocabulary/raw-head.ts';
import { isMembers, type Members } from '../reading/json-scalars.ts';
import type { ParsedAnswer } from '../reading/parsed-answer.ts';
import { singular } from '../../../vocabulary/value-names.ts';
import { senseOf } from './id-names.ts';
import { identityText } from './id-values.ts';
import { type IsKnown, type Subject, subjectOf } from './subject.ts';

/**
 * The subject of a request whose path ends in a word that primary's answer shows as the identity of a thing:
 * that thing, as in `GET /articles/how-to-train`.
 */
export function subjectOfNamed(
  asked: Subject,
  { documents }: Pick<ParsedAnswer, 'documents'>,
  isKnown: IsKnown,
): Subject {
  const last = asked.parts.findLast(({ name }) => name === '');
  const [document] = documents;
  if (last === undefined || asked.inPath.has(last.text) || !isMembers(document)) return asked;
  if (!isCalled(document, last.text)) return asked;
  return subjectOf(asked.target, (text, kind) => text === last.text || isKnown(text, kind));
}

/** Whether a text is one of the identities in an object, its own or another thing's. */
function isCalled(members: Members, text: string): boolean {
  return Object.entries(members).some(([name, value]) => {
    const { role, changes } = senseOf(name);
    return role === 'id' && !changes && identityText(value) === text;
  });
}

/**
 * The subject of an action such as `POST /things/5/archive`: the thing, if primary's answer shows it. By its
 * path alone, the answer would be about an archive.
 *
 * @param asked the subject according to the path
 */
export function subjectOfAction(
  asked: Subject,
  { method }: Pick<RequestHead, 'method'>,
  { status, documents }: Pick<ParsedAnswer, 'status' | 'documents'>,
): Subject {
  if (method === 'GET' || method === 'HEAD' || status !== 200) return asked;
  const [thing, action] = asked.parts.filter(({ name }) => name === '').slice(-2);
  if (thing === undefined || action === undefined || !asked.inPath.has(thing.text)) return asked;
  // `POST /things/5/notes` makes a note, which may have the number 5, too.
  if (asked.inPath.has(action.text) || singular(action.text) !== action.text) return asked;
  const [document] = documents;
  if (documents.length !== 1 || !isMembers(document)) return asked;
  const isThing = [document.id, document.slug].some((own) => identityText(own) === thing.text);
  return isThing ? { ...asked, kind: thing.kind } : asked;
}
