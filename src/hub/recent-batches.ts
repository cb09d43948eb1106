import { keepLatest } from './keep-latest.ts';
import { tapsMax } from './tap-lanes.ts';

/** More than a tap publishes while it waits for one acknowledgement. */
const rememberedMax = 4_096;

/**
 * Remembers which messages of each tap were read. If NATS does not recognize a duplicate, the stream has a
 * message twice.
 */
export class RecentBatches {
  readonly #taps = new Map<string, Map<number, true>>();

  /** @returns whether the message was noted before */
  note(tap: string, batch: number): boolean {
    const batches = this.#taps.get(tap) ?? new Map<number, true>();
    if (batches.has(batch)) return true;
    keepLatest(batches, batch, true, rememberedMax);
    keepLatest(this.#taps, tap, batches, tapsMax);
    return false;
  }
}
