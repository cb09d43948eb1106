import { fleetSequence } from '../../vocabulary/tap-lane.ts';
import type { TapNote } from '../../vocabulary/tap-note.ts';
import type { HeldExchange } from './held-exchange.ts';
import type { OpenOnTap } from './open-elsewhere.ts';
import type { TapClock } from './tap-clock.ts';

/** A tap sends ticks for so long after its last exchange, less one tick. */
const activeMs = 4_700;

/** One tap: what its latest note says, by times of the fleet, and what is held of it, in the order of its ends. */
export class TapQueue {
  readonly lane: number;
  readonly clock: TapClock;
  /** All that ended before this has arrived. */
  completeTo = Number.NEGATIVE_INFINITY;
  /** By the hub's clock. */
  heardAtMs = Number.NEGATIVE_INFINITY;
  openWrites: readonly OpenOnTap[] = [];
  #held: HeldExchange[] = [];
  #firstAt = 0;
  #lastEndedAt = Number.NEGATIVE_INFINITY;

  constructor(lane: number, clock: TapClock) {
    this.lane = lane;
    this.clock = clock;
  }

  get first(): HeldExchange | undefined {
    return this.#held[this.#firstAt];
  }

  /** By its latest note, it had nothing to do for so long that it may have stopped to send notes. */
  get isIdle(): boolean {
    return this.openWrites.length === 0 && this.completeTo - this.#lastEndedAt >= activeMs;
  }

  hear({ completeTo, openWrites }: TapNote, nowMs: number): void {
    const { clock, lane } = this;
    this.completeTo = Math.max(this.completeTo, clock.at(completeTo));
    this.heardAtMs = nowMs;
    this.openWrites = openWrites.map(({ sequence, startedAt }) => ({
      sequence: fleetSequence(lane, sequence),
      startedAt: clock.at(startedAt),
    }));
  }

  noteEnded(endedAt: number): void {
    this.#lastEndedAt = Math.max(this.#lastEndedAt, endedAt);
  }

  add(held: HeldExchange): void {
    let at = this.#held.length;
    while (at > this.#firstAt && (this.#held[at - 1]?.endedAt ?? 0) > held.endedAt) at -= 1;
    if (at === this.#held.length) this.#held.push(held);
    else this.#held.splice(at, 0, held);
  }

  removeFirst(): void {
    this.#firstAt += 1;
    if (this.#firstAt < 64 || this.#firstAt * 2 < this.#held.length) return;
    this.#held = this.#held.slice(this.#firstAt);
    this.#firstAt = 0;
  }
}
