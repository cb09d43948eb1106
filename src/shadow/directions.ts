import { isTurned } from '../config/places.ts';
import type { Config } from '../config/schema.ts';
import type { Delivery } from '../transport/inbox.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import type { LeftOutReason } from '../vocabulary/shed.ts';
import { Direction, type DirectionOptions, isSameDirection } from './direction.ts';
import { KnownPlaces } from './known-places.ts';

/** How often to check whether the previous direction is finished. */
const lookMs = 25;

interface RevisedConfig {
  readonly config: Config;
  readonly revision: ConfigRevision;
}

/** A future direction, and the exchanges that have arrived for it. */
interface Next {
  /** All exchanges of this direction, in order. */
  readonly configs: [RevisedConfig, ...RevisedConfig[]];
  readonly waiting: Delivery<Exchange>[];
  /** Until then, on this thread's clock, earlier exchanges may arrive. */
  readonly untilMs: number;
}

export interface DirectionsOptions extends Omit<DirectionOptions, 'places'> {
  /** The first revision in which primary and candidate have their places. */
  readonly placesSince: ConfigRevision;
}

/**
 * The direction in which exchanges are mirrored. If a config swaps primary and candidate, exchanges that
 * began before are mirrored in the previous direction, and all of them before any that began later. So each
 * deployment gets the same writes in the same order.
 */
export class Directions {
  readonly #options: DirectionsOptions;
  readonly #places: KnownPlaces;
  #config: Config;
  #current: Direction;
  /** The revision since which primary and candidate have their places of the current direction. */
  #placesSince: ConfigRevision;
  /** The directions that follow the current one. */
  #next: Next[] = [];
  /**
   * Notes that the live plane has no more exchanges that began before this revision, with another primary.
   */
  #drained: ConfigRevision;
  #looks: NodeJS.Timeout | null = null;

  constructor(options: DirectionsOptions) {
    this.#options = options;
    this.#config = options.config;
    this.#placesSince = options.placesSince;
    this.#drained = options.revision;
    this.#places = new KnownPlaces(options.memory.identityMemory);
    this.#places.follow(options.config);
    this.#current = new Direction({ ...options, places: this.#places });
  }

  get current(): Direction {
    return this.#current;
  }

  arrive(delivery: Delivery<Exchange>): void {
    const { revision } = delivery.record;
    const next = this.#next.findLast(({ configs: [first] }) => revision >= first.revision);
    if (next !== undefined) wait(next, delivery);
    else if (revision >= this.#placesSince) this.#current.arrive(delivery);
    // The live plane was late: it is no longer known what this request meant to the other deployment.
    else this.#current.leaveOut(delivery, 'places_changed');
  }

  /** @throws ParallaxError `tls_files` if TLS files cannot be used; then nothing has changed */
  configure(revision: ConfigRevision, config: Config): void {
    const last = this.#next.at(-1);
    if (last !== undefined && isSameDirection(latestOf(last), config)) {
      last.configs.push({ config, revision });
    } else if (last === undefined && this.#current.isAsIn(config)) {
      this.#current.configure(revision, config);
      this.#follow(config);
    } else {
      const untilMs = performance.now() + config.limits.drainTimeoutMs;
      this.#next.push({ configs: [{ config, revision }], waiting: [], untilMs });
      this.#looks ??= setInterval(() => this.#look(), lookMs).unref();
    }
  }

  /**
   * Notes that the live plane has no more exchanges that began before this revision, with another primary.
   */
  noteDrained(revision: ConfigRevision): void {
    this.#drained = Math.max(this.#drained, revision);
  }

  /** Gives up everything that waits, in any direction. */
  abandon(reason: LeftOutReason): void {
    for (const { waiting } of this.#next.splice(0))
      for (const delivery of waiting) this.#current.leaveOut(delivery, reason);
    this.#current.abandon(reason);
  }

  close(): void {
    if (this.#looks !== null) clearInterval(this.#looks);
    this.#current.close();
  }

  #look(): void {
    this.#skipUnused();
    const [next] = this.#next;
    if (next === undefined) return;
    const [first] = next.configs;
    // Only a change of primary turns the direction.
    const isDrained = !isTurned(this.#config, first.config) || this.#drained >= first.revision;
    const isOver = performance.now() >= next.untilMs;
    if (isOver) this.#current.abandon('places_changed');
    // Requests under way have deadlines of their own.
    if ((isDrained || isOver) && this.#current.isIdle) this.#turn(next);
  }

  /** Skips a direction in which nothing began, because the config was swapped back or refused. */
  #skipUnused(): void {
    for (;;) {
      const [unused, next] = this.#next;
      if (unused === undefined || next === undefined || unused.waiting.length > 0) return;
      if (this.#drained < next.configs[0].revision) return;
      this.#next.shift();
    }
  }

  #turn(next: Next): void {
    const [first, ...later] = next.configs;
    this.#next.shift();
    this.#stopLooking();
    if (this.#current.isAsIn(first.config)) {
      this.#current.configure(first.revision, first.config);
    } else {
      if (isTurned(this.#config, first.config)) this.#placesSince = first.revision;
      this.#current.close();
      this.#places.follow(first.config);
      this.#current = new Direction({ ...this.#options, ...first, places: this.#places });
      const details = { revision: first.revision, waited: next.waiting.length };
      this.#options.log.info(details, 'requests are mirrored in another direction');
    }
    this.#follow(first.config);
    for (const { config, revision } of later) {
      this.#current.configure(revision, config);
      this.#follow(config);
    }
    for (const delivery of next.waiting) this.#current.arrive(delivery);
  }

  #follow(config: Config): void {
    this.#config = config;
    this.#places.follow(config);
  }

  #stopLooking(): void {
    if (this.#looks === null || this.#next.length > 0) return;
    clearInterval(this.#looks);
    this.#looks = null;
  }
}

function latestOf({ configs }: Next): Config {
  return (configs.at(-1) ?? configs[0]).config;
}

function wait({ waiting }: Next, delivery: Delivery<Exchange>): void {
  const own = delivery.detach();
  waiting.push({ ...own, detach: () => own });
}
