import { forgetFirst } from '../../forget-first.ts';
import type { IdBook } from '../book/id-book.ts';
import type { IdMapping } from '../book/id-mapping.ts';
import type { RemovedThing } from '../reading/removed-things.ts';
import { haveSameStem } from '../recognizing/kind-stem.ts';

/** Only what was under way with the exchange that settles it counts. */
const pairsMax = 200;

/** When primary had it under way, in milliseconds on the live thread's clock. */
export interface Span {
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * Pairs of ids from answers to a POST that contradict what is known. Of two requests at once, the one that
 * frees a number may be answered after the one that gets it: what has had the number is gone, which is only
 * learned then.
 */
export class ContestedPairs {
  /** With when primary had answered. */
  readonly #pairs = new Map<IdMapping, number>();

  note(mapping: IdMapping, { endedAt }: Span): void {
    this.#pairs.set(mapping, endedAt);
    forgetFirst(this.#pairs, pairsMax);
  }

  /**
   * An exchange was learned from: a pair that was under way with it is learned if what it contradicts is
   * gone now.
   *
   * @param removed what that exchange removed
   */
  settle(book: IdBook, removed: readonly RemovedThing[], { startedAt }: Span): void {
    for (const [mapping, endedAt] of this.#pairs) {
      if (endedAt <= startedAt) continue;
      const isMade = mapping.fromCreation || removed.some((thing) => hadName(thing, mapping));
      if (!isMade || !book.learn({ ...mapping, fromCreation: true })) continue;
      this.#pairs.delete(mapping);
    }
  }
}

function hadName({ text, kind }: RemovedThing, mapping: IdMapping): boolean {
  return text === mapping.primary && haveSameStem(kind, mapping.kind);
}
