import type { Config } from '../config/schema.ts';
import type { Delivery } from '../transport/inbox.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import {
  Direction,
  type DirectionOptions,
  isExchanged,
  isSameDirection,
  isTurned,
} from './direction.ts';
import { clearJournals, exchangeJournals } from './exchange-journals.ts';

/** How often to check whether the former direction is done. */
const lookMs = 25;

/** A config that mirrors in another direction, and what has come that began under it. */
interface Next {
  config: Config;
  revision: ConfigRevision;
  /** The first revision with its direction. */
  readonly from: ConfigRevision;
  readonly waiting: Delivery<Exchange>[];
  /** Nothing that began in the former direction is left in the live plane. */
  isDrained: boolean;
  /** On this thread's clock: until then, the former direction may take. */
  readonly untilMs: number;
}

/**
 * The direction in which exchanges are mirrored. If a config turns it, what began before is mirrored as it began, and
 * all of that before anything that began after: each deployment then has the same writes in the same order.
 */
export class Directions {
  readonly #options: DirectionOptions;
  #config: Config;
  #current: Direction;
  /** The first revision with the current direction. */
  #from: ConfigRevision;
  /** Those that wait for the former ones to end, in order. */
  readonly #next: Next[] = [];
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
    const next = this.#next.findLast(({ from }) => revision >= from);
    if (next !== undefined) this.#wait(next, delivery);
    else if (revision >= this.#from) this.#current.arrive(delivery);
    // The live plane was late: nobody knows any more what this request meant to the other deployment.
    else this.#current.leaveOut(delivery, 'places_changed');
  }

  /** @throws ParallaxError `tls_files` if TLS files cannot be used; nothing has changed then */
  configure(revision: ConfigRevision, config: Config): void {
    const last = this.#next.at(-1);
    if (last === undefined && this.#current.isAsIn(config)) {
      this.#current.configure(revision, config);
      this.#config = config;
    } else if (last !== undefined && isSameDirection(last.config, config)) {
      last.config = config;
      last.revision = revision;
    } else {
      this.#next.push({
        config,
        revision,
        from: revision,
        waiting: [],
        // Only another primary makes connections turn.
        isDrained: !isTurned(last?.config ?? this.#config, config),
        untilMs: performance.now() + config.limits.drainTimeoutMs,
      });
      this.#looks ??= setInterval(() => this.#look(), lookMs).unref();
    }
  }

  /** Nothing that began in a former direction is left in the live plane, whose last revision is given. */
  noteDrained(revision: ConfigRevision): void {
    const next = this.#next.find(({ from }) => from > revision);
    if (next !== undefined) next.isDrained = true;
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
    const [next] = this.#next;
    if (next === undefined) return;
    const isOver = performance.now() >= next.untilMs;
    if (isOver) this.#current.abandon('places_changed');
    // What is on its way has deadlines of its own.
    if ((next.isDrained || isOver) && this.#current.isIdle) this.#turn(next);
  }

  #turn(next: Next): void {
    this.#next.shift();
    if (this.#next.length === 0 && this.#looks !== null) {
      clearInterval(this.#looks);
      this.#looks = null;
    }
    const { log, memory } = this.#options;
    const isInverse = isExchanged(this.#config, next.config);
    if (isInverse) exchangeJournals(memory.identityMemory);
    else if (isTurned(this.#config, next.config)) clearJournals(memory.identityMemory);
    this.#current.close();
    const { config, revision } = next;
    this.#current = new Direction({ ...this.#options, config, revision });
    this.#config = config;
    this.#from = next.from;
    log.info(
      { revision, waited: next.waiting.length },
      'requests are mirrored in another direction',
    );
    for (const delivery of next.waiting) this.#current.arrive(delivery);
  }
}
