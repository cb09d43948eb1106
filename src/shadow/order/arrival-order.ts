import { laneOf } from '../../vocabulary/tap-lane.ts';
import { forgetFirst } from '../forget-first.ts';

/** Beyond this number of later arrivals, an exchange counts as earlier than all that matter now. */
const arrivalsMax = 20_000;

/**
 * Decides which of two exchanges came first. Sequences of one tap count up. Sequences of two taps have no
 * common order, so the exchange that arrived first came first.
 */
export class ArrivalOrder {
  /** Arrival numbers by sequence, from the first one with a lane: until then, all are of one tap. */
  readonly #places = new Map<number, number>();
  #count = 0;

  /** To be called in the order in which exchanges arrive. */
  note(sequence: number): void {
    if (this.#count === 0 && laneOf(sequence) === 0) return;
    this.#count += 1;
    this.#places.set(sequence, this.#count);
    forgetFirst(this.#places, arrivalsMax);
  }

  /** @param other a recent exchange */
  isBefore(one: number, other: number): boolean {
    if (laneOf(one) === laneOf(other)) return one < other;
    const place = this.#places.get(one);
    return place === undefined || place < (this.#places.get(other) ?? 0);
  }
}
