import type { Exchange } from '../vocabulary/exchange.ts';
import type { ExcuseReason } from '../vocabulary/excuses.ts';
import type { Leg } from '../vocabulary/pair.ts';
import { statusOf } from '../vocabulary/raw-head.ts';
import { isShedReason, type LeftOutReason } from '../vocabulary/shed.ts';

/** Why the candidate's state differs after a write that is never sent to it. */
export function becauseOf(reason: LeftOutReason): ExcuseReason {
  if (reason === 'route_off' || reason === 'route_rate') return reason;
  return isLost(reason) ? 'loss' : 'sampling';
}

/**
 * Reasons for which a write is never sent to the candidate: with the first, the candidate may already have
 * got it; with the second, the original reason is unknown.
 */
const neverSent: ReadonlySet<LeftOutReason> = new Set(['takeover', 'unreadable']);

/**
 * Whether a write that is not compared can be mirrored for its effect: primary did it, or may have; the
 * request is complete; and the candidate has certainly not got it before.
 */
export function canBeDoneAgain({ requestWhole }: Exchange, reason: LeftOutReason): boolean {
  return requestWhole && isLost(reason) && !neverSent.has(reason);
}

/**
 * Whether a read that is not compared is sent to learn from its answers: a former owner may have sent it, and
 * its answer is unknown. The candidate's state may be a later one by now.
 */
export function canBeReadAgain({ requestWhole }: Exchange, reason: LeftOutReason): boolean {
  return requestWhole && reason === 'takeover';
}

/** Primary answered well and the candidate failed: such a pair is compared even if it was left out. */
export function failedAlone({ response }: Pick<Exchange, 'response'>, leg: Leg): boolean {
  if (response.head.byteLength === 0 || statusOf(response.head) >= 400) return false;
  if (leg.kind === 'failed') return leg.failure !== 'too_large';
  return leg.kind === 'answered' && statusOf(leg.response.head) >= 500;
}

/** Lost to a limit, to overload, with its connection or by the recorder, and not left out by a rule. */
function isLost(reason: LeftOutReason): boolean {
  return isShedReason(reason) || reason === 'opaque' || reason === 'body_not_recorded';
}
