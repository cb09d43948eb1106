import type { DifferenceList } from '../difference-list.ts';
import { isSameField } from '../headers.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { IgnoreRules } from '../rules/ignore-rules.ts';
import { compareJson } from './json-body.ts';
import { openBody, readJson, type TypedBody } from './open-body.ts';
import { describeWholeBody } from './whole-body.ts';

export interface BodyComparing {
  readonly redactor: Redactor;
  readonly ignore: IgnoreRules;
  /** What a body may decode to. */
  readonly decodedBytesMax: number;
}

/** Compares two bodies: as they came if they can be, decoded if not, parsed if they are JSON. */
export function compareBody(
  { redactor, ignore, decodedBytesMax }: BodyComparing,
  primaryBody: TypedBody,
  candidateBody: TypedBody,
  list: DifferenceList,
): void {
  if (isSameBytes(primaryBody, candidateBody)) return;
  const primary = openBody(primaryBody, decodedBytesMax);
  const candidate = openBody(candidateBody, decodedBytesMax);
  if (primary.undecodable !== null || candidate.undecodable !== null) {
    list.truncate();
    list.add('$', () => describeWholeBody(redactor, primary, candidate));
    return;
  }
  if (Buffer.compare(primary.bytes, candidate.bytes) === 0) return;
  if (primary.type.family === 'json' && candidate.type.family === 'json') {
    const left = readJson(primary.bytes);
    const right = left === null ? null : readJson(candidate.bytes);
    if (left !== null && right !== null) {
      compareJson(redactor, ignore, left, right, list);
      return;
    }
  }
  list.add('$', () => describeWholeBody(redactor, primary, candidate));
}

/** The same bytes in the same content coding. */
function isSameBytes(primary: TypedBody, candidate: TypedBody): boolean {
  return (
    isSameField('content-encoding', primary.contentEncoding, candidate.contentEncoding) &&
    Buffer.compare(primary.bytes, candidate.bytes) === 0
  );
}
