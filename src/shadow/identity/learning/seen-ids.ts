import { forgetFirst } from '../../forget-first.ts';
import type { FoundId } from '../recognizing/found-id.ts';

const siblingsMax = 8;

/** Remembers which identities primary's answers have shown; the longest known are forgotten first. */
export class SeenIds {
  readonly #max: number;
  /** With the others that were first shown with them. */
  readonly #seen = new Map<string, readonly string[]>();

  constructor(max: number) {
    this.#max = max;
  }

  /** @returns those that no answer had shown before */
  see(found: readonly FoundId[]): readonly FoundId[] {
    const fresh = found.filter(({ key }) => !this.#seen.has(key));
    const together = fresh.map(({ key }) => key);
    // A list shows things that have nothing to do with each other.
    const siblings = together.length <= siblingsMax ? together : [];
    for (const key of together) this.#seen.set(key, siblings);
    forgetFirst(this.#seen, this.#max);
    return fresh;
  }

  /** What was first shown in the same answer, such as the id of a key beside its secret. */
  siblingsOf(key: string): readonly string[] {
    return this.#seen.get(key)?.filter((other) => other !== key) ?? [];
  }
}
