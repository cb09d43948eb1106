import { forgetFirst } from '../../forget-first.ts';
import type { FoundId } from '../recognizing/found-id.ts';

const siblingsMax = 8;

interface FirstShown {
  readonly siblings: readonly string[];
  readonly wasMade: boolean;
}

/** Remembers which identities primary's answers have shown; the longest known are forgotten first. */
export class SeenIds {
  readonly #max: number;
  /** With the others that were first shown with them. */
  readonly #seen = new Map<string, FirstShown>();

  constructor(max: number) {
    this.#max = max;
  }

  /**
   * @param isWrite the answer is to a write, so that what it shows first has just been made
   * @returns those that no answer had shown before
   */
  see(found: readonly FoundId[], isWrite: boolean): readonly FoundId[] {
    const fresh = found.filter(({ key }) => !this.#seen.has(key));
    const together = fresh.map(({ key }) => key);
    // A list shows things that have nothing to do with each other.
    const siblings = together.length <= siblingsMax ? together : [];
    for (const key of together) this.#seen.set(key, { siblings, wasMade: isWrite });
    forgetFirst(this.#seen, this.#max);
    return fresh;
  }

  /** What was first shown in the same answer, such as the id of a key beside its secret. */
  siblingsOf(key: string): readonly string[] {
    return this.#seen.get(key)?.siblings.filter((other) => other !== key) ?? [];
  }

  has(key: string): boolean {
    return this.#seen.has(key);
  }

  /** Whether the answer to a write was the first to show it. */
  wasMade(key: string): boolean {
    return this.#seen.get(key)?.wasMade === true;
  }
}
