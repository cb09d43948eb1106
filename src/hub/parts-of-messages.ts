import { PartJoiner } from '../fleet/wire/parts.ts';

/** Joins the parts of messages, and knows which messages of the stream are parts. */
export class PartsOfMessages {
  readonly #joiner = new PartJoiner();
  /** Messages of the stream that are parts of larger, incomplete ones. */
  #parts: number[] = [];

  /**
   * @returns the message that is complete with these bytes, or null; and how many incomplete ones were given up
   */
  add(
    bytes: Uint8Array,
    streamSequence: number,
  ): { readonly whole: Uint8Array | null; readonly expired: number } {
    const whole = this.#joiner.add(bytes, streamSequence);
    if (whole === null) this.#parts.push(streamSequence);
    return { whole, expired: this.#joiner.expire() };
  }

  /** Takes the parts of messages that are complete now, or never will be. */
  takeDone(): readonly number[] {
    const heldFrom = this.#joiner.heldFrom ?? Number.POSITIVE_INFINITY;
    const done = this.#parts.filter((streamSequence) => streamSequence < heldFrom);
    if (done.length > 0) this.#parts = this.#parts.slice(done.length);
    return done;
  }
}
