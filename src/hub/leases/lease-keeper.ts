import { faultOf, type Logger, RateLimitedLog } from '../../log.ts';
import type { Postgres } from '../../postgres/connect.ts';
import {
  beat,
  type HeldLease,
  type HubIdentity,
  type LeaseView,
  releaseLease,
  removeHub,
  takeLease,
} from '../../postgres/leases.ts';
import { LeaseWatch } from './lease-watch.ts';

export interface LeaseKeeperOptions {
  readonly postgres: Postgres;
  readonly self: HubIdentity;
  /** The partitions of the config; the leases of all of them exist. */
  readonly partitions: number;
  /** Whether this hub can hold partitions now. */
  readonly isReady: () => boolean;
  /** @param former the hub that held it and was gone; null if nobody held it */
  readonly onTaken: (lease: HeldLease, former: string | null) => void;
  /** Called when another hub has taken it. */
  readonly onLost: (lease: HeldLease) => void;
  /** Another hub should hold it, or this one cannot: finish the partition, then call {@link LeaseKeeper.release}. */
  readonly onHandOver: (lease: HeldLease) => void;
  readonly log: Logger;
}

const tickMs = 500;
/** Together with {@link tickMs} and the time to begin, this lets another hub replace a dead one within 10 s. */
const goneAfterMs = 5_000;
const pauseMsMax = 2_500;
const watchingBeats = Math.ceil(goneAfterMs / tickMs);

/** Beats for the leases of this hub, takes those that it should hold, and notices those that it has lost. */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  readonly #watch: LeaseWatch;
  readonly #problems: RateLimitedLog;
  readonly #held = new Map<number, HeldLease>();
  readonly #leaving = new Set<number>();
  #timer: NodeJS.Timeout | null = null;
  #tick: Promise<void> = Promise.resolve();
  #isStopping = false;
  #partitions: number;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
    this.#watch = new LeaseWatch({ hub: options.self.hub, goneAfterMs, pauseMsMax, watchingBeats });
    this.#problems = new RateLimitedLog(options.log);
    this.#partitions = options.partitions;
  }

  /** The number of partitions: those of the config, and any more of an earlier config. */
  get partitions(): number {
    return this.#partitions;
  }

  start(): void {
    this.#timer = setTimeout(() => this.#run(), 0);
  }

  /** To be called when the partition is finished. */
  async release(lease: HeldLease): Promise<void> {
    await releaseLease(this.#options.postgres, lease);
    this.#forget(lease);
  }

  /** Takes no more leases, and hands over all that are held. Beats until {@link close}. */
  leaveAll(): void {
    this.#isStopping = true;
  }

  /** @throws if PostgreSQL cannot be reached; other hubs then take the leases */
  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#tick;
    await removeHub(this.#options.postgres, this.#options.self.hub);
  }

  #run(): void {
    this.#tick = this.#tickOnce();
  }

  async #tickOnce(): Promise<void> {
    const startedAt = performance.now();
    try {
      await this.#once();
    } catch (error) {
      this.#watch.forget();
      const fault = faultOf(error);
      this.#problems.warn('leases', { fault }, 'PostgreSQL cannot be reached: nothing is claimed');
    }
    if (this.#timer === null) return;
    const waitMs = Math.max(tickMs / 5, tickMs - (performance.now() - startedAt));
    this.#timer = setTimeout(() => this.#run(), waitMs);
  }

  async #once(): Promise<void> {
    const { postgres, self, isReady, onHandOver } = this.#options;
    const mayTake = isReady() && !this.#isStopping;
    const view = await beat(postgres, self, mayTake);
    this.#partitions = view.leases.length;
    this.#compare(view);
    const { take, handOver } = this.#watch.observe(view, performance.now(), mayTake);
    for (const partition of handOver) {
      const lease = this.#held.get(partition);
      if (lease === undefined || this.#leaving.has(partition)) continue;
      this.#leaving.add(partition);
      onHandOver(lease);
    }
    for (const one of take) {
      const lease = await takeLease(postgres, self.hub, one);
      if (lease !== null) this.#hold(lease, one.owner);
    }
  }

  /** PostgreSQL decides: another hub may have taken a lease, or the answer to our own attempt was lost. */
  #compare({ leases }: LeaseView): void {
    const { self, onLost } = this.#options;
    for (const { partition, owner, term } of leases) {
      const held = this.#held.get(partition);
      const isOurs = owner === self.hub;
      if (held !== undefined && !(isOurs && term === held.term)) {
        this.#forget(held);
        onLost(held);
      }
      if (isOurs && !this.#held.has(partition)) this.#hold({ partition, owner, term }, null);
    }
  }

  #hold(lease: HeldLease, former: string | null): void {
    this.#held.set(lease.partition, lease);
    this.#options.onTaken(lease, former);
  }

  #forget({ partition, term }: HeldLease): void {
    if (this.#held.get(partition)?.term !== term) return;
    this.#held.delete(partition);
    this.#leaving.delete(partition);
  }
}
