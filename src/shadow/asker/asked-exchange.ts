import { noRequestEdits } from '../../config/requests/request-edits.ts';
import { exchangeHeader } from '../../vocabulary/exchange-header.ts';
import { type CapturedMessage, type Exchange, openWritesMax } from '../../vocabulary/exchange.ts';
import type { Leg } from '../../vocabulary/pair.ts';
import type { LeftOutReason } from '../../vocabulary/shed.ts';
import type { RequestForm } from '../sending/request-form.ts';
import { shadowRequest } from '../sending/shadow-request.ts';
import type { TranslatedRequest } from '../world/candidate-world.ts';

/** A request that was sent to primary. */
export interface SentToPrimary {
  /** With primary's identities in it. */
  readonly translated: TranslatedRequest;
  /** By this thread's clock. */
  readonly startedAt: number;
}

/** The result of an exchange at primary. */
export type AskedOutcome =
  | Exclude<Leg, { kind: 'unsent' }>
  | { kind: 'unsent'; reason: LeftOutReason };

/** The exchange of a client with primary, as the live plane would have captured it now. */
export function askedExchange(
  recorded: Exchange,
  sent: SentToPrimary | null,
  outcome: AskedOutcome,
  openWrites: readonly number[],
): Exchange {
  const now = performance.now();
  const startedAt = sent?.startedAt ?? now;
  const isAnswered = outcome.kind === 'answered';
  const firstByteAt = isAnswered ? now - outcome.totalMs + outcome.firstByteMs : now;
  return {
    ...recorded,
    wallClockMs: isAnswered ? outcome.askedAtMs : Date.now() - (now - startedAt),
    startedAt,
    sentAt: startedAt,
    firstByteAt: Math.max(startedAt, firstByteAt),
    endedAt: now,
    leftOut: isAnswered ? null : reasonOf(outcome),
    requestWhole: sent !== null && mayHaveArrived(outcome),
    openWrites: openWrites.slice(0, openWritesMax),
    request: sent === null ? recorded.request : requestIn(recorded.request, sent.translated),
    response: isAnswered ? outcome.response : noMessage,
  };
}

const noMessage: CapturedMessage = { head: new Uint8Array(0), body: new Uint8Array(0) };

function reasonOf(outcome: Exclude<AskedOutcome, { kind: 'answered' }>): LeftOutReason {
  if (outcome.kind === 'unsent') return outcome.reason;
  return outcome.failure === 'too_large' ? 'body_too_large' : 'aborted';
}

/** Whether primary may have carried out the request: then the candidate must do so, too. */
function mayHaveArrived(outcome: AskedOutcome): boolean {
  if (outcome.kind === 'answered') return true;
  // For other reasons of requests that were sent, it is unknown.
  if (outcome.kind === 'unsent') return outcome.reason !== 'own_limits';
  return outcome.failure !== 'refused' && outcome.failure !== 'breaker_open';
}

/** Only the identities of the request change. */
const unedited: RequestForm = {
  deployment: 'secondary',
  host: null,
  edits: noRequestEdits,
  restoredPath: null,
  tracing: { mode: 'same', unsampled: false },
};

function requestIn(asked: CapturedMessage, translated: TranslatedRequest): CapturedMessage {
  const request = shadowRequest(asked, translated, { form: unedited, exchangeId: '' });
  // It was sent, so it can be written.
  if (typeof request === 'string') return asked;
  const head = request.head.replace(`${exchangeHeader}: \r\n`, '');
  return { ...asked, head: Buffer.from(head, 'latin1'), body: translated.body };
}
