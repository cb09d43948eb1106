import { fairShares } from './fair-share.ts';
import type { LeaseRow, LeaseView } from '../../postgres/leases.ts';

export interface LeaseWatchOptions {
  /** The name of this hub. */
  readonly hub: string;
  /** A hub, or the owner of a lease, is gone if its row has not changed for this long. */
  readonly goneAfterMs: number;
  /** After a longer pause between two views, it is unknown whether the others could reach PostgreSQL. */
  readonly pauseMsMax: number;
  /** With fewer beats, another hub has not watched long enough to know that an owner is gone. */
  readonly watchingBeats: number;
}

/** What a hub should do after a view, to reach its share. */
export interface LeaseAdvice {
  /** Leases to take, if term and beat are unchanged. */
  readonly take: readonly LeaseRow[];
  /** Partitions to hand over. */
  readonly handOver: readonly number[];
}

interface Seen {
  readonly mark: string;
  readonly sinceMs: number;
}

/**
 * Decides by views of the leases, and by its own monotonic clock, which partitions this hub should take and which it
 * should hand over. A lease is free if nobody holds it, or if its owner has not increased the beat for a while in which
 * PostgreSQL was reachable. Pure: the caller reads the views and passes the time.
 */
export class LeaseWatch {
  readonly #options: LeaseWatchOptions;
  readonly #seen = new Map<string, Seen>();
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(options: LeaseWatchOptions) {
    this.#options = options;
  }

  /**
   * @param nowMs on a monotonic clock
   * @param mayTake whether this hub can hold partitions now
   */
  observe(view: LeaseView, nowMs: number, mayTake: boolean): LeaseAdvice {
    if (nowMs - this.#lastMs > this.#options.pauseMsMax) this.#seen.clear();
    this.#lastMs = nowMs;
    const held = this.#livingHubs(view, nowMs, mayTake);
    const free = view.leases.filter((lease) => this.#isFree(lease, nowMs));
    for (const { owner } of view.leases) {
      const count = owner === null ? undefined : held.get(owner);
      if (owner !== null && count !== undefined) held.set(owner, count + 1);
    }
    const { hub } = this.#options;
    const own = view.leases.filter(({ owner }) => owner === hub);
    if (!mayTake) return { take: [], handOver: own.map(({ partition }) => partition) };
    const share = fairShares(view.leases.length, held).get(hub) ?? 0;
    return {
      take: this.#rotated(free).slice(0, Math.max(0, share - own.length)),
      handOver: own.slice(Math.min(share, own.length)).map(({ partition }) => partition),
    };
  }

  /**
   * Forgets earlier views, because PostgreSQL could not be reached and the others may have changed meanwhile.
   */
  forget(): void {
    this.#seen.clear();
  }

  /**
   * Each with 0 partitions. A hub that has just started is not included: if a lease were left to it, nobody
   * would take it before that hub knows that the owner is gone.
   */
  #livingHubs({ hubs }: LeaseView, nowMs: number, mayTake: boolean): Map<string, number> {
    const { hub: self } = this.#options;
    const living = new Map<string, number>();
    if (mayTake) living.set(self, 0);
    for (const { hub, beat, isReady } of hubs) {
      const isGone = this.#isUnchanged(`hub ${hub}`, `${beat}`, nowMs);
      const isWatching = beat >= this.#options.watchingBeats;
      if (hub !== self && isReady && !isGone && isWatching) living.set(hub, 0);
    }
    return living;
  }

  #isFree({ partition, owner, term, beat }: LeaseRow, nowMs: number): boolean {
    const isUnchanged = this.#isUnchanged(`lease ${partition}`, `${term} ${beat}`, nowMs);
    return owner === null || (owner !== this.#options.hub && isUnchanged);
  }

  #isUnchanged(what: string, mark: string, nowMs: number): boolean {
    const seen = this.#seen.get(what);
    if (seen?.mark === mark) return nowMs - seen.sinceMs >= this.#options.goneAfterMs;
    this.#seen.set(what, { mark, sinceMs: nowMs });
    return false;
  }

  /** Two hubs that take at once begin with different partitions. */
  #rotated(free: readonly LeaseRow[]): readonly LeaseRow[] {
    let start = 0;
    for (const letter of this.#options.hub) start = (start * 31 + letter.charCodeAt(0)) % 65_521;
    const at = free.length === 0 ? 0 : start % free.length;
    return [...free.slice(at), ...free.slice(0, at)];
  }
}
