import type { Leg } from '../vocabulary/pair.ts';
import { noSlack } from '../vocabulary/time-slack.ts';

/** Less than this is the ordinary rhythm of batches and turns of the event loop. */
const dropMsMin = 50;
/** The same in a hub, which claims exchanges, and passes them on, about every 50 ms. */
const dropMsMinInHub = 150;
/** An exchange counts as bunched with those that came in this time before it. */
const windowMs = 2_000;
/** After this time, or twice the length of the stall, slow answers are no longer attributed to the bunch. */
const drainMsMin = 30_000;
/** Longer than any request takes: an earlier bunch affects no answer that is still to come. */
const rememberedMs = 120_000;

/** The latest arrival for which nothing in the last two seconds has waited longer. */
interface Peak {
  readonly lagMs: number;
  readonly at: number;
  /** How many exchanges the candidate still had to answer then. */
  readonly open: number;
  /** The candidate had as much to do as it gets at once: a backlog is its own. */
  readonly isSaturated: boolean;
}

interface Bunch {
  readonly peak: Peak;
  /** By how much the lag has fallen since the peak. */
  dropMs: number;
  /** When the candidate had no more to answer than before; null until then. */
  endedAt: number | null;
}

/**
 * Knows by how much Parallax itself may have made the candidate slower: after a stall of this thread, or while a hub
 * reads a backlog, exchanges come closer together than clients sent them, and the candidate answers more of them at
 * once than primary did.
 *
 * The lag of an exchange is the time from its end at primary to its arrival here. In a server where an earlier request
 * never makes the others wait longer, no answer takes longer because of the lags than by the largest fall of the lag
 * while the server had more to do than before: if each request had come as much later than at primary as the latest one
 * of them, all answers would have taken as long as at the rhythm of the clients.
 */
export class Bunching {
  readonly #dropMsMin: number;
  #peak: Peak = { lagMs: -Infinity, at: -Infinity, open: 0, isSaturated: false };
  #bunches: Bunch[] = [];

  /** @param isHub whether exchanges come about every 50 ms, together */
  constructor(isHub = false) {
    this.#dropMsMin = isHub ? dropMsMinInHub : dropMsMin;
  }

  /**
   * An exchange has arrived. Times are milliseconds, and may be of two clocks that run alike.
   *
   * @param endedAt when primary had answered it
   * @param open how many others the candidate still has to answer
   * @param openMax how many it gets at once
   */
  arrive(endedAt: number, now: number, open: number, openMax: number): void {
    const lagMs = now - endedAt;
    for (const bunch of this.#bunches) {
      if (bunch.endedAt === null) bunch.dropMs = Math.max(bunch.dropMs, bunch.peak.lagMs - lagMs);
    }
    if (lagMs >= this.#peak.lagMs || now - this.#peak.at > windowMs) {
      this.#peak = { lagMs, at: now, open, isSaturated: open >= openMax };
      return;
    }
    const peak = this.#peak;
    const dropMs = peak.lagMs - lagMs;
    if (dropMs < this.#dropMsMin || open <= peak.open || peak.isSaturated) return;
    if (this.#bunches.at(-1)?.peak === peak) return;
    this.#bunches = this.#bunches.filter(
      ({ endedAt }) => endedAt === null || now - endedAt < rememberedMs,
    );
    this.#bunches.push({ peak, dropMs, endedAt: null });
  }

  /** The candidate has answered. A bunch lasts until there is no more to answer than before it. */
  answered(open: number, now: number): void {
    for (const bunch of this.#bunches) {
      if (bunch.endedAt !== null) continue;
      const isOver = now - bunch.peak.at > Math.max(drainMsMin, 2 * bunch.dropMs);
      if (open <= bunch.peak.open || isOver) bunch.endedAt = now;
    }
  }

  /** By how many milliseconds an answer of the candidate may have come later because of a bunch. */
  msWithin(sentAt: number, answeredAt: number): number {
    let ms = 0;
    for (const { peak, dropMs, endedAt } of this.#bunches) {
      const overlaps = answeredAt >= peak.at && (endedAt === null || sentAt <= endedAt);
      if (overlaps) ms = Math.max(ms, dropMs);
    }
    return ms;
  }
}

/** Adds to the slack of a leg's times, which may be longer by this many milliseconds. */
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
