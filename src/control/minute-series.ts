/** One minute of a route's traffic. */
export interface Minute {
  /** Milliseconds since the epoch, a whole minute. */
  readonly startMs: number;
  readonly compared: number;
  readonly mismatches: number;
}

const minuteMs = 60_000;
/** As far back as a sparkline shows. */
export const minutesKept = 60;

/** Exchanges by minute, for the last hour of them. */
export class MinuteSeries {
  readonly #compared = new Uint32Array(minutesKept);
  readonly #mismatches = new Uint32Array(minutesKept);
  #latest = 0;

  /** @param atMs by the steady clock; ignored if it is before the last hour seen */
  add(atMs: number, isMismatch: boolean): void {
    const minute = Math.floor(atMs / minuteMs);
    this.#moveTo(minute);
    if (minute <= this.#latest - minutesKept) return;
    const slot = minute % minutesKept;
    this.#compared[slot] = (this.#compared[slot] ?? 0) + 1;
    if (isMismatch) this.#mismatches[slot] = (this.#mismatches[slot] ?? 0) + 1;
  }

  /** The hour that ends with this moment, the oldest minute first. */
  until(atMs: number): readonly Minute[] {
    const last = Math.floor(atMs / minuteMs);
    return Array.from({ length: minutesKept }, (_, index) => {
      const minute = last - minutesKept + 1 + index;
      const known = minute <= this.#latest && minute > this.#latest - minutesKept;
      const slot = minute % minutesKept;
      return {
        startMs: minute * minuteMs,
        compared: known ? (this.#compared[slot] ?? 0) : 0,
        mismatches: known ? (this.#mismatches[slot] ?? 0) : 0,
      };
    });
  }

  /** Empties the minutes that begin. */
  #moveTo(minute: number): void {
    const from = Math.max(this.#latest, minute - minutesKept) + 1;
    for (let begun = from; begun <= minute; begun += 1) {
      this.#compared[begun % minutesKept] = 0;
      this.#mismatches[begun % minutesKept] = 0;
    }
    this.#latest = Math.max(this.#latest, minute);
  }
}
