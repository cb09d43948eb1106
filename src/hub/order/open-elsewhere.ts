import { fleetSequence, laneOf } from '../../vocabulary/tap-lane.ts';
import { openWritesMax } from '../../vocabulary/exchange.ts';
import type { HeldExchange } from './held-exchange.ts';

/** A write that is open according to a tap's latest note, with times and numbers of the fleet. */
export interface OpenOnTap {
  readonly sequence: number;
  readonly startedAt: number;
}

/** For fewer items, compaction does not pay. */
const releasedMin = 64;

/**
 * The writes of all taps that have not been released. An answer through another tap may or may not show their
 * effect.
 */
export class OpenElsewhere {
  readonly #skewMs: number;
  /** In the order of their start; some have been released. */
  #writes: HeldExchange[] = [];
  #released = 0;

  constructor(skewMs: number) {
    this.#skewMs = skewMs;
  }

  add(write: HeldExchange): void {
    let at = this.#writes.length;
    while (at > 0 && (this.#writes[at - 1]?.startedAt ?? 0) > write.startedAt) at -= 1;
    this.#writes.splice(at, 0, write);
  }

  /** To be called after a write that was added got `released`. */
  noteReleased(): void {
    this.#released += 1;
    if (this.#released < releasedMin || this.#released * 2 < this.#writes.length) return;
    this.#writes = this.#writes.filter(({ released }) => !released);
    this.#released = 0;
  }

  /** Held writes of other taps that were answered before a moment of the fleet. */
  answeredBy(until: number, { lane }: HeldExchange): readonly HeldExchange[] {
    const found: HeldExchange[] = [];
    for (const write of this.#writes) {
      if (write.startedAt > until) break;
      if (!write.released && write.lane !== lane && write.endedAt <= until) found.push(write);
    }
    return found;
  }

  /**
   * Writes of other taps that primary may have been processing when it answered an exchange; the likeliest
   * first.
   *
   * @param onTaps the open writes according to the latest note of each tap
   */
  during(
    { exchange, lane, endedAt }: HeldExchange,
    onTaps: readonly (readonly OpenOnTap[])[],
  ): readonly number[] {
    const until = endedAt + this.#skewMs;
    const found: number[] = [];
    /** How far each is from certainly being under way, in milliseconds. */
    const distances: number[] = [];
    for (const write of this.#writes) {
      if (write.startedAt > until) break;
      if (write.released || write.lane === lane) continue;
      found.push(fleetSequence(write.lane, write.exchange.sequence));
      distances.push(Math.max(0, write.startedAt - endedAt, endedAt - write.endedAt));
    }
    for (const open of onTaps) {
      for (const { sequence, startedAt } of open) {
        if (startedAt > until || laneOf(sequence) === lane) break;
        found.push(sequence);
        distances.push(Math.max(0, startedAt - endedAt));
      }
    }
    const room = Math.max(0, openWritesMax - exchange.openWrites.length);
    return found.length <= room ? found : nearest(found, distances, room);
  }
}

function nearest(found: readonly number[], distances: readonly number[], count: number) {
  const indexes = Uint32Array.from(found.keys());
  indexes.sort((a, b) => (distances[a] ?? 0) - (distances[b] ?? 0) || a - b);
  return Array.from(indexes.subarray(0, count), (index) => found[index] ?? 0);
}
