import type { Exchange } from '../../vocabulary/exchange.ts';
import type { RequestHead } from '../../vocabulary/raw-head.ts';
import { isSuccess } from '../../vocabulary/status.ts';
import type { ArrivalOrder } from '../order/arrival-order.ts';
import type { IdInRequest } from '../identity/learning/request-ids.ts';
import type { FoundId } from '../identity/recognizing/found-id.ts';
import { isMembers, type Members } from '../identity/reading/json-scalars.ts';
import type { ParsedAnswer } from '../identity/reading/parsed-answer.ts';
import { isGraphqlQuery } from '../identity/reading/graphql-request.ts';
import { sentJson } from '../identity/reading/sent-json.ts';
import type { Subject } from '../identity/recognizing/subject.ts';
import { type FoundThing, thingsIn } from './found-things.ts';

/** The facts about an exchange that show what differs between the two worlds. */
export interface ObservedRequest {
  readonly sequence: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Whether an exchange, given by its sequence, came before this one. */
  readonly follows: (cause: number) => boolean;
  readonly head: RequestHead;
  readonly subject: Subject;
  /** It may change state, judging by its method and its route. */
  readonly isWrite: boolean;
  /** All of primary's answer arrived. */
  readonly isWhole: boolean;
  /** Writes that primary was still processing when it answered this exchange: they overlap with it. */
  readonly hasOpenWrites: boolean;
  readonly primary: ParsedAnswer;
  /** The identities in the request, in order. */
  readonly named: readonly IdInRequest[];
  /** The last of them in the path: the subject of the request. */
  readonly target: IdInRequest | null;
  /** Identities that no answer of primary's had shown before this one. */
  readonly fresh: readonly FoundId[];
  /** The things in primary's answer. */
  readonly things: readonly FoundThing[];
  /** The request's body if it is a JSON object, else null. */
  readonly body: Members | null;
  /** Its body is a list, or an object that has one. */
  readonly sendsList: boolean;
}

/** @param fresh known once the exchange has been put in order */
export function observe(
  { sequence, startedAt, endedAt, leftOut, openWrites, request }: Exchange,
  { head, subject, primary }: { head: RequestHead; subject: Subject; primary: ParsedAnswer },
  { isWrite, named, fresh }: Pick<ObservedRequest, 'isWrite' | 'named' | 'fresh'>,
  arrivals: ArrivalOrder,
): ObservedRequest {
  const sent = sentJson(request.body);
  return {
    sequence,
    startedAt,
    endedAt,
    follows: (cause) => arrivals.isBefore(cause, sequence),
    head,
    subject,
    isWrite: isWrite && !isGraphqlQuery(sent),
    isWhole: leftOut === null,
    hasOpenWrites: openWrites.length > 0,
    primary,
    named,
    target: named.findLast(({ where }) => where === 'path') ?? null,
    fresh,
    things: thingsOf(primary, subject),
    body: isMembers(sent) ? sent : null,
    sendsList: Array.isArray(sent) || (isMembers(sent) && Object.values(sent).some(Array.isArray)),
  };
}

/** Only in an answer that is one document: paths in others are unknown. */
export function thingsOf(
  answer: ParsedAnswer,
  subject: Subject,
  withReferences = false,
): readonly FoundThing[] {
  if (!isOneDocument(answer)) return noThings;
  return thingsIn(answer.documents[0], subject, withReferences);
}

/** Whether an answer can be searched for things. */
export function isOneDocument({ documents, chars }: ParsedAnswer): boolean {
  return documents.length === 1 && chars <= charsMax;
}

const noThings: readonly FoundThing[] = [];
const charsMax = 1024 * 1024;

/** Whether primary carried out the request, or may have: after a truncated answer, that is unknown. */
export function mayBeDone({ primary }: ObservedRequest): boolean {
  return isSuccess(primary.status) || !(primary.status > 0);
}

/** The path ends in the deleted thing; `DELETE /articles/5/favorite` leaves the article. */
export function removesTarget({ head, target, subject }: ObservedRequest): boolean {
  const last = subject.parts.findLast(({ name }) => name === '');
  if (head.method !== 'DELETE' || target === null || last === undefined) return false;
  return last.text === target.text || isKeyIn(last.text, target.text);
}

/**
 * Whether a segment contains an id as its key: `5` in `5.json`, `articles(5)`, `articles('5')` and
 * `articles(key=5)`.
 */
function isKeyIn(segment: string, id: string): boolean {
  const at = segment.indexOf(id);
  const [before, after] = [segment.slice(0, Math.max(0, at)), segment.slice(at + id.length)];
  if (at === 0) return /^\.[A-Za-z]\w{0,7}$/.test(after);
  return at > 0 && /\((?:[\w-]{1,32}=)?(?:guid)?["']?$/.test(before) && /^["']?\)$/.test(after);
}

/**
 * The key of the thing at the path of a PUT that names no identity: two PUTs to one path put one thing there,
 * and only the first may make it. Null for all other requests.
 */
export function placeKey({ head, target, subject }: ObservedRequest): string | null {
  return head.method === 'PUT' && target === null ? `at ${subject.path}` : null;
}

/** The members that a write sets, according to its body. */
export function changedBy({ body }: ObservedRequest): readonly string[] {
  return body === null ? [] : Object.keys(body);
}
