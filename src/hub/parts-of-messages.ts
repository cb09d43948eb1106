import { PartJoiner } from '../fleet/wire/parts.ts';

/** Joins the parts of messages, and knows which messages of the stream are parts. */
export class PartsOfMessages {
  readonly #joiner: PartJoiner;
  /** Messages of the stream that are parts of larger, incomplete ones. */
  #parts: number[] = [];

  /** @param now a monotonic clock, in milliseconds */
  constructor(now: () => number) {
    this.#joiner = new PartJoiner({ now });
  }

  /**
   * @returns the message that is complete with these bytes, or null; and the number of exchanges that each incomplete
   *   one that was given up states
   */
  add(
    bytes: Uint8Array,
    streamSequence: number,
  ): { readonly whole: Uint8Array | null; readonly expired: readonly number[] } {
    const whole = this.#joiner.add(bytes, streamSequence);
    if (whole === null) this.#parts.push(streamSequence);
    return { whole, expired: this.#joiner.expire() };
  }

  /** Gives up messages that have waited this long for a part. @returns the number of exchanges that each one states */
  giveUp(waitedMs: number): readonly number[] {
    return this.#joiner.expire(waitedMs);
  }

  /** Takes the parts of messages that are complete now, or never will be. */
  takeDone(): readonly number[] {
    const heldFrom = this.#joiner.heldFrom ?? Number.POSITIVE_INFINITY;
    const done = this.#parts.filter((streamSequence) => streamSequence < heldFrom);
    if (done.length > 0) this.#parts = this.#parts.slice(done.length);
    return done;
  }
}
