import type { TapNote } from '../../vocabulary/tap-note.ts';

export interface TapClockOptions {
  /** By how much the clocks of two taps may differ, in milliseconds. */
  readonly clockSkewMs: number;
  /** The zero of the fleet's timeline, by the wall clock in milliseconds. */
  readonly zeroMs: number;
}

/** An offset that applies to times of the tap from a moment on. */
interface Shift {
  /** On the tap's monotonic clock. */
  readonly from: number;
  readonly offset: number;
  /** The moment by the previous shift. */
  readonly least: number;
}

/**
 * How long the notes of a tap must differ from its offset before it is changed: a single note may be late.
 */
const persistsMs = 500;
/** A message that arrives this long before its own time comes from a wrong clock. */
export const aheadMsMax = 1_000;
/** Exchanges that began before older shifts ended long ago. */
const shiftsMax = 8;
/** Half speed, so that the order stays and different exchanges have different times. */
const catchUpRate = 0.5;

/**
 * Converts times of one tap's monotonic clock into times of the fleet, by the tap's wall clock. The monotonic
 * clock never jumps, and on Linux it has the speed of the wall clock, so one offset is right until the wall
 * clock is set. The offset is kept while notes differ from it by less than a quarter of the skew, since
 * reading two clocks takes time, and changed when they differ for longer.
 *
 * The conversion never reverses the order of times, whatever the wall clock does: a change of the offset
 * applies from the latest known moment on. After a clock was set back, time passes at half speed until the
 * clock has caught up.
 */
export class TapClock {
  readonly #options: TapClockOptions;
  /** In the order of their moments; the first one applies from the beginning. */
  readonly #shifts: Shift[] = [];
  /** The correction of the tap's wall clock, which was found to be ahead. */
  #aheadMs = 0;
  #differsSince: number | null = null;
  #latest = Number.NEGATIVE_INFINITY;
  #changes = 0;

  constructor(options: TapClockOptions) {
    this.#options = options;
  }

  /** The error of the tap's wall clock if it is ahead of the hub's, in milliseconds; 0 if it is plausible. */
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
