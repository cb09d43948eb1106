import { forgetFirst } from '../../forget-first.ts';
import type { IdBook } from '../book/id-book.ts';
import type { IdMapping } from '../book/id-mapping.ts';
import type { RemovedThing } from '../reading/removed-things.ts';
import { haveSameStem } from '../recognizing/kind-stem.ts';

/** Only pairs that overlap with the exchange that settles them matter. */
const pairsMax = 200;

/** The time during which primary processed a request, in milliseconds on the live thread's clock. */
export interface Span {
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * Pairs of ids in answers to a POST that contradict what is known. Of two concurrent requests, the one that
 * frees a number may be answered after the one that gets it. Only then is it known that the thing that had
 * the number is gone.
 */
export class ContestedPairs {
  /** Each with the time at which primary had answered. */
  readonly #pairs = new Map<IdMapping, number>();
  readonly #skewMs: number;

  /** @param skewMs by which the clocks of two taps may differ; 0 if there is only one */
  constructor(skewMs = 0) {
    this.#skewMs = skewMs;
  }

  note(mapping: IdMapping, { endedAt }: Span): void {
    this.#pairs.set(mapping, endedAt);
    forgetFirst(this.#pairs, pairsMax);
  }

  /**
   * Learns each pair that overlapped with an exchange, if the thing that the pair contradicts is now gone. To
   * be called after the exchange was learned from.
   *
   * @param removed what that exchange removed
   */
  settle(book: IdBook, removed: readonly RemovedThing[], { startedAt }: Span): void {
    for (const [mapping, endedAt] of this.#pairs) {
      if (endedAt + this.#skewMs <= startedAt) continue;
      const isMade = mapping.fromCreation || removed.some((thing) => hadName(thing, mapping));
      if (!isMade || !book.learn({ ...mapping, fromCreation: true })) continue;
      this.#pairs.delete(mapping);
    }
  }
}

function hadName({ text, kind }: RemovedThing, mapping: IdMapping): boolean {
  return text === mapping.primary && haveSameStem(kind, mapping.kind);
}
