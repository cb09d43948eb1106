import type { RequestHead } from '../../../vocabulary/raw-head.ts';
import type { Subject } from '../recognizing/subject.ts';
import { translateBody } from './translate-body.ts';
import { type ResolveIn, translateFields } from './translate-fields.ts';
import { applyEdits } from './edits.ts';
import { editsInParts } from './edits-in-value.ts';

/** A request with the candidate's identities. */
export interface RequestContent {
  readonly head: RequestHead;
  readonly body: Uint8Array;
}

/** A longer body is sent as it is: it is content, without references to things. */
const bodyBytesMax = 1024 * 1024;

/**
 * Writes a request with the candidate's identities. Unchanged parts stay the same objects, byte for byte.
 *
 * @param subject of this request
 * @param resolveIn returns the lookup for a part (`path`, `query`, `body` or a header's name)
 */
export function translateRequest(
  { head, body }: RequestContent,
  subject: Subject,
  resolveIn: ResolveIn,
): RequestContent {
  const target = translateTarget(head.target, subject, resolveIn);
  const fields = translateFields(head.fields, subject, resolveIn);
  const written =
    body.byteLength === 0 || body.byteLength > bodyBytesMax
      ? null
      : translateBody(head.fields, body, { subject, resolve: resolveIn('body') });
  const isSameHead = target === head.target && fields === head.fields;
  return {
    head: isSameHead ? head : { ...head, target, fields },
    body: written ?? body,
  };
}

function translateTarget(target: string, subject: Subject, resolveIn: ResolveIn): string {
  const { parts } = subject;
  const queryAt = target.indexOf('?');
  const pathEnd = queryAt < 0 ? target.length : queryAt;
  const path = parts.filter(({ start }) => start < pathEnd);
  const query = parts.slice(path.length);
  const ofPath = { text: target, parts: path, start: 0, end: pathEnd };
  const ofQuery = { text: target, parts: query, start: pathEnd, end: target.length };
  return applyEdits(target, [
    ...editsInParts(ofPath, { subject, resolve: resolveIn('path') }),
    ...editsInParts(ofQuery, { subject, resolve: resolveIn('query') }),
  ]);
}
