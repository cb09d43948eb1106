import type { Difference } from '../../vocabulary/difference.ts';
import type { DifferenceList } from '../difference-list.ts';
import { canonicalContentEncoding } from '../../vocabulary/decode-body.ts';
import { compareJson, type JsonComparing } from './json-body.ts';
import { type JsonDocument, openBody, type TypedBody } from './open-body.ts';
import { type EventStream, readBody, type Reading, readJsonText } from './read-body.ts';
import { readChatStream, reassembledJson } from './sse/chat-stream.ts';
import { eventsAsJson } from './sse/events-as-json.ts';
import { compareText } from './text-body.ts';
import { describeUndecodable, describeWholeBody } from './whole-body.ts';

export interface BodyComparing extends JsonComparing {
  /** What a body may decode to. */
  readonly decodedBytesMax: number;
}

/** Compares two bodies: as they came if they can be, decoded if not, by their meaning at last. */
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
  if (Buffer.compare(primary.bytes, candidate.bytes) === 0) return;
  const left = readBody(redactor, primary.bytes, primary.type);
  const right = readBody(redactor, candidate.bytes, candidate.type);
  if (left.family === 'unread' || right.family === 'unread') list.truncate('too_large');
  else if (compareReadings(comparing, left, right, list)) return;
  list.add('$', () => describeWholeBody(comparing, primary, candidate, left, right));
}

/** Whatever the bodies are, they do not count. */
function tellIgnored(
  comparing: BodyComparing,
  primaryBody: TypedBody,
  candidateBody: TypedBody,
): void {
  const { rules, decodedBytesMax } = comparing;
  const unread: Reading = { family: 'unread' };
  const describe = (): Difference => {
    const primary = openBody(primaryBody, decodedBytesMax);
    const candidate = openBody(candidateBody, decodedBytesMax);
    return describeWholeBody(comparing, primary, candidate, unread, unread);
  };
  rules.compared();
  for (const rule of rules.bodyIgnoredBy) rules.explained(rule, describe);
}

/** Returns false for bodies that have no structure in common. */
function compareReadings(
  comparing: BodyComparing,
  primary: Reading,
  candidate: Reading,
  list: DifferenceList,
): boolean {
  if (primary.family !== candidate.family) return false;
  if ('document' in primary && 'document' in candidate) {
    compareJson(comparing, primary.document, candidate.document, list);
    return true;
  }
  if ('text' in primary && 'text' in candidate) {
    compareText(comparing, primary.text, candidate.text, list);
    return true;
  }
  if ('events' in primary && 'events' in candidate) {
    return compareStreams(comparing, primary, candidate, list);
  }
  return false;
}

/** Streams of chat completions by what they say in the end, all others event by event. */
function compareStreams(
  comparing: BodyComparing,
  primary: EventStream,
  candidate: EventStream,
  list: DifferenceList,
): boolean {
  const [left, right] = chatDocuments(primary, candidate) ?? [
    readJsonText(eventsAsJson(primary.events)),
    readJsonText(eventsAsJson(candidate.events)),
  ];
  if (left === null || right === null) return false;
  compareJson(comparing, left, right, list);
  return true;
}

/** Null where one is not such a stream, or neither needs to be taken for one. */
function chatDocuments(
  primary: EventStream,
  candidate: EventStream,
): readonly [JsonDocument | null, JsonDocument | null] | null {
  if (!primary.hasDelta && !candidate.hasDelta) return null;
  const left = readChatStream(primary.events);
  const right = left === null ? null : readChatStream(candidate.events);
  if (left === null || right === null || !(left.hasDelta || right.hasDelta)) return null;
  return [readJsonText(reassembledJson(left)), readJsonText(reassembledJson(right))];
}

/** The same bytes in the same content coding. */
function isSameBytes(primary: TypedBody, candidate: TypedBody): boolean {
  return (
    canonicalContentEncoding(primary.contentEncoding ?? '') ===
      canonicalContentEncoding(candidate.contentEncoding ?? '') &&
    Buffer.compare(primary.bytes, candidate.bytes) === 0
  );
}
