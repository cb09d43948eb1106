import { laneOf } from '../../vocabulary/tap-lane.ts';
import { forgetFirst } from '../forget-first.ts';

/** An exchange that so many others have followed came before all that matters now. */
const arrivalsMax = 20_000;

/**
 * Which of two exchanges came first. Sequences of one tap count up, but those of two taps say nothing about each other:
 * then it is the one that arrived first.
 */
export class ArrivalOrder {
  /** By sequence; of taps in a fleet only. */
  readonly #places = new Map<number, number>();
  #count = 0;

  /** To be called in the order in which exchanges arrive. */
  note(sequence: number): void {
    if (laneOf(sequence) === 0) return;
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
