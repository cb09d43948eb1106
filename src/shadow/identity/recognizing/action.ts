import type { RequestHead } from '../../../vocabulary/raw-head.ts';
import { isMembers } from '../reading/json-scalars.ts';
import type { ParsedAnswer } from '../reading/parsed-answer.ts';
import { singular } from './id-names.ts';
import { identityText, looksLikeIdentity } from './id-values.ts';
import type { Subject } from './subject.ts';

/**
 * What an action such as `POST /things/5/archive` is about: the thing, where primary's answer shows
 * it. By its path alone the answer would be about an archive.
 *
 * @param asked the subject by the path
 */
export function subjectOfAction(
  asked: Subject,
  { method }: Pick<RequestHead, 'method'>,
  { status, documents }: Pick<ParsedAnswer, 'status' | 'documents'>,
): Subject {
  if (method === 'GET' || method === 'HEAD' || status !== 200) return asked;
  const [thing, action] = asked.parts.filter(({ name }) => name === '').slice(-2);
  if (thing === undefined || action === undefined || !looksLikeIdentity(thing.text)) return asked;
  // `POST /things/5/notes` makes a note, which may have the number 5 as well.
  if (looksLikeIdentity(action.text) || singular(action.text) !== action.text) return asked;
  const [document] = documents;
  if (documents.length !== 1 || !isMembers(document)) return asked;
  const isThing = identityText(document.id) === thing.text;
  return isThing ? { ...asked, kind: thing.kind } : asked;
}
