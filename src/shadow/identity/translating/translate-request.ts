import type { RequestHead } from '../../../vocabulary/raw-head.ts';
import type { Subject } from '../recognizing/field-context.ts';
import { rewriteBody } from './translate-body.ts';
import { type ResolveIn, rewriteFields } from './translate-fields.ts';
import { rewriteParts } from './translate-token.ts';

/** A request in the candidate's terms. */
export interface RewrittenRequest {
  readonly head: RequestHead;
  readonly body: Uint8Array;
}

/** A longer body is sent as it is: it holds content, not references to things. */
const bodyBytesMax = 1024 * 1024;

/**
 * Writes a request in the candidate's terms. What stays as it is stays the same object, byte for
 * byte.
 *
 * @param subject of this request
 * @param resolveIn gives for a place (`path`, `query`, `body` or a header's name) what to ask there
 */
export function rewriteRequest(
  { head, body }: RewrittenRequest,
  subject: Subject,
  resolveIn: ResolveIn,
): RewrittenRequest {
  const target = rewriteTarget(head.target, subject, resolveIn);
  const fields = rewriteFields(head.fields, subject, resolveIn);
  const written =
    body.byteLength === 0 || body.byteLength > bodyBytesMax
      ? null
      : rewriteBody(head.fields, body, subject, resolveIn('body'));
  const isSameHead = target === head.target && fields === head.fields;
  return {
    head: isSameHead ? head : { ...head, target, fields },
    body: written ?? body,
  };
}

function rewriteTarget(target: string, subject: Subject, resolveIn: ResolveIn): string {
  const { parts } = subject;
  const queryAt = target.indexOf('?');
  const path = parts.filter(({ start }) => queryAt < 0 || start < queryAt);
  const query = parts.slice(path.length);
  // From the end, so that what stands before it keeps its place.
  const inQuery = rewriteParts(target, query, subject, resolveIn('query')) ?? target;
  return rewriteParts(inQuery, path, subject, resolveIn('path')) ?? inQuery;
}
