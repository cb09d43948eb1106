import { fleetSequence } from '../../vocabulary/tap-lane.ts';
import type { TapNote } from '../../vocabulary/tap-note.ts';
import type { UnseenSpan } from '../../vocabulary/unseen-span.ts';
import type { OpenOnTap } from './open-elsewhere.ts';
import type { TapClock } from './tap-clock.ts';

/** How long a tap sends notes after its last exchange, less one interval. */
const activeMs = 4_700;
/** The writes of this time show how many a tap that still serves executes in a silence. */
const latelyMs = 1_000;
const writesMax = 1_000;

/** The latest note of one tap, in times of the fleet. */
export class TapState {
  readonly lane: number;
  readonly clock: TapClock;
  /** All exchanges that ended before this have arrived. */
  completeTo = Number.NEGATIVE_INFINITY;
  /** By the hub's clock. */
  heardAtMs = Number.NEGATIVE_INFINITY;
  /** When `completeTo` was last raised, by the hub's clock: a tap with a backlog keeps raising it. */
  wentOnAtMs = Number.NEGATIVE_INFINITY;
  openWrites: readonly OpenOnTap[] = [];
  #lastEndedAt = Number.NEGATIVE_INFINITY;
  /** When its last writes ended. */
  #writesEndedAt: number[] = [];
  /** It was found silent, or has ended in an orderly way. */
  #isSilent = false;
  #lostWrites = 0;
  /** Its possible writes when it fell silent, until it is heard again. */
  #left: UnseenSpan | null = null;
  /** The end of that span. */
  #ended: UnseenSpan | null = null;

  constructor(lane: number, clock: TapClock) {
    this.lane = lane;
    this.clock = clock;
  }

  /**
   * Whether it has been idle so long, according to its latest note, that it may have stopped sending notes.
   */
  get isIdle(): boolean {
    return this.openWrites.length === 0 && this.completeTo - this.#lastEndedAt >= activeMs;
  }

  hear({ completeTo, openWrites, isLast }: TapNote, nowMs: number): void {
    const { clock, lane } = this;
    const completeToNow = clock.at(completeTo);
    if (completeToNow > this.completeTo) this.wentOnAtMs = nowMs;
    this.completeTo = Math.max(this.completeTo, completeToNow);
    this.heardAtMs = nowMs;
    this.#isSilent = isLast === true;
    this.#lostWrites = 0;
    if (this.#left !== null) this.#ended = { ...this.#left, writesMax: 0 };
    this.#left = null;
    this.openWrites = openWrites.map(({ sequence, startedAt }) => ({
      sequence: fleetSequence(lane, sequence),
      startedAt: clock.at(startedAt),
    }));
  }

  noteEnded({ endedAt, isWrite }: { readonly endedAt: number; readonly isWrite: boolean }): void {
    this.#lastEndedAt = Math.max(this.#lastEndedAt, endedAt);
    if (!isWrite) return;
    this.#writesEndedAt.push(endedAt);
    if (this.#writesEndedAt.length > writesMax) this.#writesEndedAt.shift();
  }

  /**
   * Notes that nothing waits for it any more, so that its open writes may never arrive. A tap that still serves has
   * executed writes during its whole silence.
   *
   * @param to now, in the time of the fleet
   * @param nowMs the same by the hub's clock
   * @returns its possible last writes; null if it was silent before, did not write, or has ended in an
   *   orderly way
   */
  fallSilent(to: number, nowMs: number): UnseenSpan | null {
    if (this.#isSilent) return null;
    this.#isSilent = true;
    const [first] = this.openWrites;
    const lately = this.#writesEndedAt.filter((at) => at > this.#lastEndedAt - latelyMs).length;
    this.#lostWrites = this.openWrites.length;
    this.openWrites = [];
    if (this.#lostWrites + lately === 0) return null;
    const seconds = Math.ceil((nowMs - this.heardAtMs) / latelyMs);
    this.#left = {
      cause: first?.sequence ?? fleetSequence(this.lane, 0),
      from: Math.min(this.completeTo, first?.startedAt ?? this.completeTo),
      to,
      writesMax: this.#lostWrites + lately * seconds,
    };
    return this.#left;
  }

  /**
   * The end of the span, if it was heard again: it then sends all its exchanges, or counts those that it
   * shed; returned once.
   */
  takeEnded(): UnseenSpan | null {
    const ended = this.#ended;
    this.#ended = null;
    return ended;
  }

  /** How many writes were open when it fell silent; returned once. */
  takeLostWrites(): number {
    const lost = this.#lostWrites;
    this.#lostWrites = 0;
    return lost;
  }
}
