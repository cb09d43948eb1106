import { fleetSequence, laneOf } from '../../vocabulary/tap-lane.ts';
import { openWritesMax } from '../../vocabulary/exchange.ts';
import type { HeldExchange } from './held-exchange.ts';

/** A write that a tap's latest note calls open, by the fleet's time and number. */
export interface OpenOnTap {
  readonly sequence: number;
  readonly startedAt: number;
}

interface Candidate {
  readonly sequence: number;
  /** How far it is from being under way for sure, in milliseconds. */
  readonly distanceMs: number;
}

/** Compaction is not worth its while for fewer. */
const releasedMin = 64;

/**
 * The writes of all taps that have not been released: what another tap answers meanwhile may show what they did, or not yet.
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

  /** One that was added has its `released` set. */
  noteReleased(): void {
    this.#released += 1;
    if (this.#released < releasedMin || this.#released * 2 < this.#writes.length) return;
    this.#writes = this.#writes.filter(({ released }) => !released);
    this.#released = 0;
  }

  /** Writes of other taps that are held and were answered by a moment of the fleet. */
  *answeredBy(until: number, { lane }: HeldExchange): Generator<HeldExchange> {
    for (const write of this.#writes) {
      if (write.startedAt > until) return;
      if (!write.released && write.lane !== lane && write.endedAt <= until) yield write;
    }
  }

  /**
   * Writes of other taps that may have been under way on primary when an exchange was answered; the likeliest first.
   *
   * @param onTaps by lane, the writes that each tap's latest note calls open
   */
  during(
    { exchange, lane, endedAt }: HeldExchange,
    onTaps: Iterable<readonly OpenOnTap[]>,
  ): readonly number[] {
    const roomFor = openWritesMax - exchange.openWrites.length;
    if (roomFor <= 0) return none;
    const found = [...this.#held(lane, endedAt), ...this.#noted(lane, endedAt, onTaps)];
    if (found.length > roomFor) found.sort((a, b) => a.distanceMs - b.distanceMs);
    return found.slice(0, roomFor).map(({ sequence }) => sequence);
  }

  *#held(lane: number, moment: number): Generator<Candidate> {
    for (const write of this.#writes) {
      if (write.startedAt > moment + this.#skewMs) return;
      if (write.released || write.lane === lane) continue;
      const distanceMs = Math.max(0, write.startedAt - moment, moment - write.endedAt);
      yield { sequence: fleetSequence(write.lane, write.exchange.sequence), distanceMs };
    }
  }

  *#noted(
    lane: number,
    moment: number,
    onTaps: Iterable<readonly OpenOnTap[]>,
  ): Generator<Candidate> {
    for (const writes of onTaps) {
      for (const { sequence, startedAt } of writes) {
        if (startedAt > moment + this.#skewMs) break;
        if (laneOf(sequence) !== lane) {
          yield { sequence, distanceMs: Math.max(0, startedAt - moment) };
        }
      }
    }
  }
}

const none: readonly number[] = [];
