import type { Inheritance } from '../postgres/claims.ts';

/**
 * Tracks which exchanges are not claimed although their message is: their turn in the order comes later. A
 * claim names them, so that the next owner sends them normally.
 */
export class Unclaimed {
  /** Messages by the exchanges in them, in the order of the stream. */
  readonly #messages: Map<number, number>;
  readonly #inherited: ReadonlySet<number>;
  readonly #claimedBefore: number;

  constructor({ claimed, unclaimed }: Pick<Inheritance, 'claimed' | 'unclaimed'>) {
    this.#claimedBefore = claimed;
    this.#inherited = new Set(unclaimed);
    this.#messages = new Map(unclaimed.map((sequence) => [sequence, 0]));
  }

  /** Whether a former owner had claimed an exchange. */
  isClaimedBefore(sequence: number, streamSequence: number): boolean {
    return streamSequence <= this.#claimedBefore && !this.#inherited.has(sequence);
  }

  /** Notes that an exchange was read, and waits for its turn. */
  read(sequence: number, streamSequence: number): void {
    if (streamSequence > this.#claimedBefore) this.#messages.set(sequence, streamSequence);
  }

  /** To be called before the claim is written: it may be sent from then on. */
  claim(sequence: number): void {
    this.#messages.delete(sequence);
  }

  /** Exchanges in messages up to one that are not claimed. */
  upTo(streamSequence: number): readonly number[] {
    const sequences: number[] = [];
    for (const [sequence, message] of this.#messages) {
      if (message > streamSequence) break;
      sequences.push(sequence);
    }
    return sequences;
  }
}
