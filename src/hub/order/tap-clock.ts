import type { TapNote } from '../../vocabulary/tap-note.ts';

export interface TapClockOptions {
  /** By which the clocks of two taps may differ, in milliseconds. */
  readonly clockSkewMs: number;
  /** Of the fleet's timeline: the wall clock at its zero, in milliseconds. */
  readonly zeroMs: number;
}

/** From a moment on, times of the tap are shifted by another offset. */
interface Shift {
  /** On the tap's monotonic clock. */
  readonly from: number;
  readonly offset: number;
  /** What the moment is by the previous shift. */
  readonly least: number;
}

/** How long the notes of a tap must differ from its offset before that is changed: one note may be written late. */
const persistsMs = 500;
/** A message that comes so long before it was sent comes from a wrong clock. */
export const aheadMsMax = 1_000;
/** Exchanges that began before older shifts ended long ago. */
const shiftsMax = 8;
/** Half as fast, so that the order stays and different exchanges have different times. */
const catchUpRate = 0.5;

/**
 * Turns times of one tap's monotonic clock into times of the fleet, by the tap's wall clock. The monotonic clock never leaps, and on
 * Linux it keeps the pace of the wall clock, so that one offset is right until somebody sets the wall clock. The
 * offset is kept while notes differ from it by less than a quarter of the skew, since reading two clocks takes time,
 * and changed when they differ for longer than that.
 *
 * A time always becomes the same or a later time than an earlier one does, whatever the wall clock does: a
 * change of the offset applies from the latest known moment on. After a clock was set back, times pass at half their
 * pace until the clock has caught up.
 */
export class TapClock {
  readonly #options: TapClockOptions;
  /** In the order of their moments; the first one holds from the beginning. */
  readonly #shifts: Shift[] = [];
  /** How much is subtracted from the tap's wall clock because it was found to be ahead. */
  #aheadMs = 0;
  #differsSince: number | null = null;
  #latest = Number.NEGATIVE_INFINITY;
  #changes = 0;

  constructor(options: TapClockOptions) {
    this.#options = options;
  }

  /** By how much the tap's wall clock is wrong because it is ahead of the hub's, in milliseconds; 0 if it is plausible. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** How often the offset was changed. */
  get changes(): number {
    return this.#changes;
  }

  /**
   * To be called with each note, in order, before the exchanges that came with it are timed.
   *
   * @param latest moment among the times of those exchanges, on the tap's monotonic clock
   * @param nowMs by the hub's wall clock
   */
  follow({ completeTo, wallOffsetMs }: TapNote, latest: number, nowMs: number): void {
    const [known] = this.#shifts.slice(-1);
    const wallMs = completeTo + wallOffsetMs;
    if (wallMs <= nowMs + aheadMsMax) this.#aheadMs = 0;
    else if (wallMs - this.#aheadMs > nowMs + aheadMsMax) this.#aheadMs = wallMs - nowMs;
    const offset = wallOffsetMs - this.#aheadMs - this.#options.zeroMs;
    if (known === undefined)
      this.#shifts.push({ from: completeTo, offset, least: completeTo + offset });
    else if (this.#isChanged(offset - known.offset, completeTo)) this.#change(offset);
    this.#latest = Math.max(this.#latest, completeTo, latest);
  }

  /** @param moment on the tap's monotonic clock */
  at(moment: number): number {
    for (let index = this.#shifts.length - 1; index > 0; index -= 1) {
      const shift = this.#shifts[index];
      if (shift === undefined || shift.from > moment) continue;
      return Math.max(moment + shift.offset, shift.least + (moment - shift.from) * catchUpRate);
    }
    return moment + (this.#shifts[0]?.offset ?? 0);
  }

  #isChanged(differenceMs: number, moment: number): boolean {
    const toleratedMs = Math.max(1.5, this.#options.clockSkewMs / 4);
    if (Math.abs(differenceMs) <= toleratedMs) this.#differsSince = null;
    else this.#differsSince ??= moment;
    return this.#differsSince !== null && moment - this.#differsSince >= persistsMs;
  }

  #change(offset: number): void {
    this.#changes += 1;
    this.#differsSince = null;
    this.#shifts.push({ from: this.#latest, offset, least: this.at(this.#latest) });
    if (this.#shifts.length > shiftsMax) this.#shifts.shift();
  }
}
