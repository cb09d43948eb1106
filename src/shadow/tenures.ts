import type { Config } from '../config/schema.ts';
import type { Delivery } from '../transport/inbox.ts';
import type { ConfigChange } from '../transport/config-change.ts';
import type { IdentityMemory } from '../transport/identity-memory.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import { noRecordedAnswers, type RecordedAnswers } from '../vocabulary/recorded-answer.ts';
import type { Tally } from '../vocabulary/tally.ts';
import type { Direction } from './direction.ts';
import { Directions, type DirectionsOptions } from './directions.ts';

/** The options that all tenures of a plane share. */
export type TenureOptions = Omit<DirectionsOptions, 'memory' | 'tally' | 'recorded'> & {
  readonly memory: Omit<DirectionsOptions['memory'], 'identityMemory'>;
  readonly tally: Tally;
};

interface Held {
  readonly directions: Directions;
  readonly tally: Tally;
}

/**
 * The worlds that this plane mirrors to, one for each tenure: each has an order, identities and connections
 * of its own. A process that is not a hub has one, which never ends.
 */
export class Tenures {
  readonly #options: TenureOptions;
  readonly #held = new Map<number, Held>();
  #config: Config;
  #revision: ConfigRevision;
  #placesSince: ConfigRevision;

  constructor(options: TenureOptions) {
    this.#options = options;
    this.#config = options.config;
    this.#revision = options.revision;
    this.#placesSince = options.placesSince;
  }

  isHeld(tenure: number): boolean {
    return this.#held.has(tenure);
  }

  /** The direction for an exchange of this tenure; null if the tenure is not held. */
  directionOf(tenure: number): Direction | null {
    return this.#held.get(tenure)?.directions.current ?? null;
  }

  /** The direction of any tenure; null if none is held. */
  get anyDirection(): Direction | null {
    for (const { directions } of this.#held.values()) return directions.current;
    return null;
  }

  get directions(): readonly Direction[] {
    return [...this.#held.values()].map(({ directions }) => directions.current);
  }

  /**
   * @param recorded the answers to writes that former owners got
   * @throws ParallaxError `tls_files` if TLS files cannot be used
   */
  begin(
    tenure: number,
    identityMemory: IdentityMemory | null,
    recorded: RecordedAnswers = noRecordedAnswers,
  ): void {
    if (this.#held.has(tenure)) return;
    const tally = this.#options.tally.part();
    const directions = new Directions({
      ...this.#options,
      config: this.#config,
      revision: this.#revision,
      placesSince: this.#placesSince,
      memory: { ...this.#options.memory, identityMemory },
      recorded,
      tally,
    });
    this.#held.set(tenure, { directions, tally });
  }

  /** To be called when the last exchanges of this tenure have arrived. */
  endPauses(tenure: number): void {
    this.directionOf(tenure)?.mirroring.endPauses();
  }

  /** Stops waiting for the candidate. */
  endHolds(): void {
    for (const { mirroring } of this.directions) mirroring.endHolds();
  }

  /**
   * Drops the world of this tenure, as another hub may own it now: nothing of it is sent or passed on any
   * more.
   */
  end(tenure: number): void {
    const held = this.#held.get(tenure);
    if (held === undefined) return;
    this.#held.delete(tenure);
    this.#options.tally.dropPart(held.tally);
    held.directions.abandon('takeover');
    held.directions.close();
  }

  /** @returns false, and does nothing, if its tenure is not held */
  arrive(delivery: Delivery<Exchange>): boolean {
    const held = this.#held.get(delivery.record.tenure);
    held?.directions.arrive(delivery);
    return held !== undefined;
  }

  /** @throws ParallaxError `tls_files` if TLS files cannot be used */
  configure({ revision, config }: Pick<ConfigChange, 'revision' | 'config'>): void {
    for (const { directions } of this.#held.values()) directions.configure(revision, config);
    this.#config = config;
    this.#revision = revision;
  }

  noteDrained(revision: ConfigRevision): void {
    for (const { directions } of this.#held.values()) directions.noteDrained(revision);
  }

  close(): void {
    for (const { directions } of this.#held.values()) directions.close();
  }
}
