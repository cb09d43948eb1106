import type { Difference } from '../../vocabulary/difference.ts';
import type { DifferenceList } from '../difference-list.ts';
import { canonicalContentEncoding } from '../../vocabulary/decode-body.ts';
import { type MediaType, mediaTypeOf } from '../media-type.ts';
import { compareJson, type JsonComparing } from './json-body.ts';
import { type OpenBody, openBody, type TypedBody } from './open-body.ts';
import type { ParsedBody } from './read-body.ts';
import { readPair } from './read-pair.ts';
import { compareText } from './text-body.ts';
import { describeUndecodable, describeWholeBody } from './whole-body.ts';

export interface BodyComparing extends JsonComparing {
  /** The largest size of a decoded body. */
  readonly decodedBytesMax: number;
}

/** Compares two bodies: first as captured, then decoded, and last by their meaning. */
export function compareBody(
  comparing: BodyComparing,
  primaryBody: TypedBody,
  candidateBody: TypedBody,
  list: DifferenceList,
): void {
  const { redactor, decodedBytesMax } = comparing;
  if (isSameBytes(primaryBody, candidateBody)) return;
  if (comparing.rules.bodyIgnoredBy.length > 0) {
    tellIgnored(comparing, primaryBody, candidateBody);
    return;
  }
  const primary = openBody(primaryBody, decodedBytesMax);
  const candidate = openBody(candidateBody, decodedBytesMax);
  const undecodable = primary.undecodable ?? candidate.undecodable;
  if (undecodable !== null) {
    list.truncate(undecodable);
    list.add('$', () => describeUndecodable(redactor, primary, candidate));
    return;
  }
  if (isSameText(primary, candidate)) return;
  const [left, right] = readPair(redactor, primary, candidate);
  if (left.family === 'unread' || right.family === 'unread') list.truncate('too_large');
  else if (compareReadings(comparing, left, right, list)) return;
  list.add('$', () => describeWholeBody(comparing, primary, candidate, left, right));
}

/** The bodies do not count, whatever they contain. */
function tellIgnored(
  comparing: BodyComparing,
  primaryBody: TypedBody,
  candidateBody: TypedBody,
): void {
  const { rules, decodedBytesMax } = comparing;
  const unread: ParsedBody = { family: 'unread' };
  const describe = (): Difference => {
    const primary = openBody(primaryBody, decodedBytesMax);
    const candidate = openBody(candidateBody, decodedBytesMax);
    return describeWholeBody(comparing, primary, candidate, unread, unread);
  };
  rules.compared();
  for (const rule of rules.bodyIgnoredBy) rules.explained(rule, describe);
}

/** Returns false if the bodies have no structure in common. */
function compareReadings(
  comparing: BodyComparing,
  primary: ParsedBody,
  candidate: ParsedBody,
  list: DifferenceList,
): boolean {
  if (primary.family !== candidate.family) return false;
  if ('document' in primary && 'document' in candidate) {
    const isJson = primary.family === 'json';
    const scoped = isJson
      ? comparing
      : { ...comparing, secretPaths: comparing.secretPaths.inRewritten };
    compareJson(scoped, primary.document, candidate.document, list);
    return true;
  }
  if ('text' in primary && 'text' in candidate) {
    compareText(comparing, primary.text, candidate.text, list);
    return true;
  }
  return false;
}

/** The same bytes in the same content coding, declared as the same text. */
function isSameBytes(primary: TypedBody, candidate: TypedBody): boolean {
  return (
    canonicalContentEncoding(primary.contentEncoding ?? '') ===
      canonicalContentEncoding(candidate.contentEncoding ?? '') &&
    Buffer.compare(primary.bytes, candidate.bytes) === 0 &&
    (primary.contentType === candidate.contentType ||
      isSameCharset(mediaTypeOf(primary.contentType), mediaTypeOf(candidate.contentType)))
  );
}

/** The same bytes are different texts if the two answers declare different charsets. */
function isSameText(primary: OpenBody, candidate: OpenBody): boolean {
  return (
    Buffer.compare(primary.bytes, candidate.bytes) === 0 &&
    isSameCharset(primary.type, candidate.type)
  );
}

function isSameCharset(primary: MediaType, candidate: MediaType): boolean {
  const [ours, theirs] = [primary.charset, candidate.charset];
  return ours === theirs || ours === null || theirs === null;
}
