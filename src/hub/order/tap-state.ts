import { fleetSequence } from '../../vocabulary/tap-lane.ts';
import type { TapNote } from '../../vocabulary/tap-note.ts';
import type { OpenOnTap } from './open-elsewhere.ts';
import type { TapClock } from './tap-clock.ts';

/** For how long a tap sends notes after its last exchange, less one interval. */
const activeMs = 4_700;

/** The latest note of one tap, in times of the fleet. */
export class TapState {
  readonly lane: number;
  readonly clock: TapClock;
  /** All that ended before this has arrived. */
  completeTo = Number.NEGATIVE_INFINITY;
  /** By the hub's clock. */
  heardAtMs = Number.NEGATIVE_INFINITY;
  /** When `completeTo` was last raised, by the hub's clock: a tap with a backlog goes on. */
  wentOnAtMs = Number.NEGATIVE_INFINITY;
  openWrites: readonly OpenOnTap[] = [];
  #lastEndedAt = Number.NEGATIVE_INFINITY;

  constructor(lane: number, clock: TapClock) {
    this.lane = lane;
    this.clock = clock;
  }

  /** Whether it has had nothing to do for so long, by its latest note, that it may have stopped sending notes. */
  get isIdle(): boolean {
    return this.openWrites.length === 0 && this.completeTo - this.#lastEndedAt >= activeMs;
  }

  hear({ completeTo, openWrites }: TapNote, nowMs: number): void {
    const { clock, lane } = this;
    const completeToNow = clock.at(completeTo);
    if (completeToNow > this.completeTo) this.wentOnAtMs = nowMs;
    this.completeTo = Math.max(this.completeTo, completeToNow);
    this.heardAtMs = nowMs;
    this.openWrites = openWrites.map(({ sequence, startedAt }) => ({
      sequence: fleetSequence(lane, sequence),
      startedAt: clock.at(startedAt),
    }));
  }

  noteEnded(endedAt: number): void {
    this.#lastEndedAt = Math.max(this.#lastEndedAt, endedAt);
  }
}
