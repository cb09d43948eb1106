import type { RoutePolicy } from '../config/route-policy.ts';
import { TokenBucket } from '../transport/token-bucket.ts';

export interface RouteCapsOptions {
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
}

/**
 * Limits each capped route to its `perSecondMax`. Its state is separate from the config, so that a reload
 * gives no route a second burst.
 */
export class RouteCaps {
  readonly #options: RouteCapsOptions;
  readonly #caps = new Map<string, RouteCap>();

  constructor(options: RouteCapsOptions) {
    this.#options = options;
  }

  /** Forgets the routes that are no longer capped. */
  keepOnly(
    routes: readonly { readonly match: string; readonly perSecondMax?: number | undefined }[],
  ): void {
    const capped = routes.filter(({ perSecondMax }) => perSecondMax !== undefined);
    const names = new Set(capped.map(({ match }) => match));
    for (const match of this.#caps.keys()) if (!names.has(match)) this.#caps.delete(match);
  }

  /** Whether an exchange may be mirrored; takes a token for it. */
  admits({ match, perSecondMax }: Pick<RoutePolicy, 'match' | 'perSecondMax'>): boolean {
    if (match === null || perSecondMax === null) return true;
    let cap = this.#caps.get(match);
    if (cap === undefined) {
      cap = new RouteCap(perSecondMax, this.#options);
      this.#caps.set(match, cap);
    }
    return cap.admits(perSecondMax);
  }
}

/** The smallest burst; a larger cap may mirror one second's worth at once. */
const burstMin = 5;

const chanceMin = 1e-4;
/**
 * With these factors, about one in ten of the selected exchanges finds the bucket empty. Exchanges late in a
 * burst are then selected nearly as often as early ones, and little of the cap is unused.
 */
const afterEmpty = 0.84;
const afterTaken = 1.02;
/** Also adapts over time, as tokens are seldom taken after a flood. */
const afterUnused = 1.01;

/**
 * A token bucket from which requests draw at random. Otherwise, if requests come in a fixed order, such as
 * the steps of a job, the same ones would always get a token.
 */
class RouteCap {
  readonly #options: RouteCapsOptions;
  readonly #bucket: TokenBucket;
  /** Adapts to the traffic: 1 while there are tokens for all. */
  #chance = 1;

  constructor(perSecondMax: number, options: RouteCapsOptions) {
    this.#options = options;
    this.#bucket = new TokenBucket({ perSecondMax, burstMin, now: options.now });
  }

  admits(perSecondMax: number): boolean {
    this.#bucket.limit(perSecondMax);
    if (this.#options.random() >= this.#chance) {
      if (this.#bucket.isFull) this.#adapt(afterUnused);
      return false;
    }
    const isTaken = this.#bucket.take();
    this.#adapt(isTaken ? afterTaken : afterEmpty);
    return isTaken;
  }

  #adapt(factor: number): void {
    this.#chance = Math.min(1, Math.max(chanceMin, this.#chance * factor));
  }
}
