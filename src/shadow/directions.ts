import type { Config } from '../config/schema.ts';
import type { Delivery } from '../transport/inbox.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import { Direction, type DirectionOptions, isExchanged, isTurned } from './direction.ts';
import { clearJournals, exchangeJournals } from './exchange-journals.ts';

/** How often to check whether the previous direction is done. */
const lookMs = 25;

/** A config that mirrors in another direction, and what has come that began under it. */
interface Next {
  config: Config;
  revision: ConfigRevision;
  /** The first revision with its direction. */
  readonly from: ConfigRevision;
  readonly waiting: Delivery<Exchange>[];
  /** The live plane has no exchange of the previous direction left. */
  isDrained: boolean;
  /** When the previous direction must have ended, on this thread's clock. */
  readonly untilMs: number;
}

/**
 * The direction in which exchanges are mirrored. If a config swaps primary and candidate, exchanges that began before
 * are mirrored in the previous direction, and all of them before any that began later. So each deployment gets the same
 * writes in the same order.
 */
export class Directions {
  readonly #options: DirectionOptions;
  #config: Config;
  #current: Direction;
  /** The first revision with the current direction. */
  #from: ConfigRevision;
  #next: Next | null = null;
  #looks: NodeJS.Timeout | null = null;

  constructor(options: DirectionOptions) {
    this.#options = options;
    this.#config = options.config;
    this.#from = options.revision;
    this.#current = new Direction(options);
  }

  get current(): Direction {
    return this.#current;
  }

  arrive(delivery: Delivery<Exchange>): void {
    const { revision } = delivery.record;
    if (this.#next !== null && revision >= this.#next.from) this.#wait(this.#next, delivery);
    else if (revision >= this.#from) this.#current.arrive(delivery);
    // It comes after the swap: its identities can no longer be translated to the other deployment.
    else this.#current.leaveOut(delivery, 'places_changed');
  }

  /** @throws ParallaxError `tls_files` if TLS files cannot be used; nothing has changed then */
  configure(revision: ConfigRevision, config: Config): void {
    if (this.#next !== null) {
      // It takes effect when the previous direction is done.
      this.#next.config = config;
      this.#next.revision = revision;
    } else if (this.#current.isAsIn(config)) {
      this.#current.configure(revision, config);
      this.#config = config;
    } else {
      this.#next = {
        config,
        revision,
        from: revision,
        waiting: [],
        // Connections switch only to another primary.
        isDrained: !isTurned(this.#config, config),
        untilMs: performance.now() + config.limits.drainTimeoutMs,
      };
      this.#looks = setInterval(() => this.#look(), lookMs);
      this.#looks.unref();
    }
  }

  /** The live plane has no exchange of the previous direction left. */
  noteDrained(): void {
    if (this.#next !== null) this.#next.isDrained = true;
  }

  close(): void {
    if (this.#looks !== null) clearInterval(this.#looks);
    this.#current.close();
  }

  #wait({ waiting }: Next, delivery: Delivery<Exchange>): void {
    const own = delivery.detach();
    waiting.push({ ...own, detach: () => own });
  }

  #look(): void {
    const next = this.#next;
    if (next === null) return;
    const isOver = performance.now() >= next.untilMs;
    if (isOver) this.#current.abandon('places_changed');
    // What is on its way has deadlines of its own.
    if ((next.isDrained || isOver) && this.#current.isIdle) this.#turn(next);
  }

  #turn(next: Next): void {
    if (this.#looks !== null) clearInterval(this.#looks);
    const { log, memory } = this.#options;
    const isInverse = isExchanged(this.#config, next.config);
    if (isInverse) exchangeJournals(memory.identityMemory);
    else if (isTurned(this.#config, next.config)) clearJournals(memory.identityMemory);
    this.#current.close();
    const { config, revision } = next;
    this.#current = new Direction({ ...this.#options, config, revision });
    this.#config = config;
    this.#from = next.from;
    this.#next = null;
    log.info(
      { revision, waited: next.waiting.length },
      'mirroring follows the new config: the exchanges of the previous one have ended',
    );
    for (const delivery of next.waiting) this.#current.arrive(delivery);
  }
}
