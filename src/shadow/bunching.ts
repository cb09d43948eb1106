import type { Leg } from '../vocabulary/pair.ts';
import { noSlack } from '../vocabulary/time-slack.ts';

/** Less than this is the ordinary rhythm of batches and turns of the event loop. */
const dropMsMin = 50;
/** An exchange counts as bunched with those that came in this time before it. */
const windowMs = 2_000;
/** What the candidate has not done by then is no longer Parallax's doing. */
const drainMsMax = 30_000;

/**
 * Knows by how much Parallax itself may have made the candidate slower: after a stall of this thread, or while a hub
 * reads a backlog, exchanges come closer together than clients sent them, and the candidate answers more of them at
 * once than primary did.
 *
 * The lag of an exchange is the time from its end at primary to its arrival here; the candidate has no influence on
 * it. In a server where an earlier request never makes the others wait longer, no answer takes longer because of the
 * lags than by the largest fall of the lag before and during it: if each request had come as much later than at primary
 * as the latest one of them, all answers would have taken as long as at the rhythm of the clients.
 */
export class Bunching {
  #longestMs = Number.NEGATIVE_INFINITY;
  #longestAt = Number.NEGATIVE_INFINITY;
  /** How many exchanges the candidate still had to answer then. */
  #openBefore = 0;
  /** The last bunch: since when, until when, by how much the lag fell, and how many were open before it. */
  #fromAt = Number.NEGATIVE_INFINITY;
  #toAt = Number.NEGATIVE_INFINITY;
  #dropMs = 0;
  #openMax = 0;
  #drainsUntil: number | null = null;

  /**
   * An exchange has arrived. Times are milliseconds, and may be of two clocks that run alike.
   *
   * @param endedAt when primary had answered it
   * @param open how many others the candidate still has to answer
   */
  arrive(endedAt: number, now: number, open: number): void {
    const lagMs = now - endedAt;
    if (lagMs >= this.#longestMs || now - this.#longestAt > windowMs) {
      this.#longestMs = lagMs;
      this.#longestAt = now;
      this.#openBefore = open;
      return;
    }
    const dropMs = this.#longestMs - lagMs;
    if (dropMs < dropMsMin) return;
    if (this.#longestAt > this.#toAt) {
      this.#fromAt = this.#longestAt;
      this.#openMax = this.#openBefore;
      this.#dropMs = 0;
    }
    this.#dropMs = Math.max(this.#dropMs, dropMs);
    this.#toAt = now + windowMs;
    this.#drainsUntil = now + drainMsMax;
  }

  /** The candidate has answered. A bunch lasts until there is no more to answer than before it. */
  answered(open: number, now: number): void {
    if (this.#drainsUntil === null) return;
    this.#toAt = Math.max(this.#toAt, Math.min(now, this.#drainsUntil) + windowMs);
    if (open <= this.#openMax || now > this.#drainsUntil) this.#drainsUntil = null;
  }

  /** By how many milliseconds an answer of the candidate may have come later because of a bunch. */
  msWithin(sentAt: number, answeredAt: number): number {
    return answeredAt >= this.#fromAt && sentAt <= this.#toAt ? this.#dropMs : 0;
  }
}

/** A leg whose times may be so many milliseconds too long. */
export function withSlack(leg: Leg, ms: number): Leg {
  if (leg.kind !== 'answered' || ms === 0) return leg;
  const { totalMs, firstPayloadMs, largestGapMs, slack = noSlack } = leg;
  return {
    ...leg,
    slack: {
      totalMs: Math.min(totalMs, slack.totalMs + ms),
      firstMs: Math.min(firstPayloadMs ?? 0, slack.firstMs + ms),
      gapMs: Math.min(largestGapMs ?? 0, slack.gapMs + ms),
    },
  };
}
