import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { streamName } from '../fleet/nats/subjects.ts';

/** A record in the stream, and how long it is needed. */
export interface NeededRecord {
  readonly streamSequence: number;
  /** It is not needed once everything up to this message of the stream is settled. */
  readonly neededTo: number;
}

/** The records of a hub on a subject. They are removed from the stream once they are no longer needed. */
export class NeededRecords {
  readonly #fleet: string;
  readonly #subject: string;
  #records: NeededRecord[];
  #purgedTo = 0;

  /** @param former the last record of former owners */
  constructor(fleet: string, subject: string, former: NeededRecord) {
    this.#fleet = fleet;
    this.#subject = subject;
    this.#records = [former];
  }

  add(record: NeededRecord): void {
    this.#records.push(record);
  }

  /**
   * Removes the records whose exchanges are all settled.
   *
   * @param low everything up to this message of the stream is settled
   * @param keptFrom this record and later ones are kept
   * @throws what the NATS client throws
   */
  async purge(
    connection: NatsConnection,
    low: number,
    keptFrom = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    const isNeeded = this.#records.findIndex(
      ({ streamSequence, neededTo }) => neededTo > low || streamSequence >= keptFrom,
    );
    const done = this.#records.slice(0, isNeeded === -1 ? undefined : isNeeded);
    const upTo = done.reduce((most, one) => Math.max(most, one.streamSequence), this.#purgedTo);
    if (upTo > this.#purgedTo) {
      const manager = await jetstreamManager(connection, { checkAPI: false });
      await manager.streams.purge(streamName(this.#fleet), {
        filter: this.#subject,
        seq: upTo + 1,
      });
      this.#purgedTo = upTo;
    }
    this.#records = this.#records.slice(done.length);
  }
}
