import { bucketOf, responseBoundsSeconds } from '../vocabulary/buckets.ts';

/** A quantile is off by at most this share of itself: finer than the noise of any network. */
const relativeError = 0.005;
const growth = (1 + relativeError) / (1 - relativeError);
const logGrowth = Math.log(growth);
const lowestMs = 0.01;
const highestMs = 3_600_000;
const cells = cellOf(highestMs) + 1;
const cellsPerShare = 10;

/**
 * Durations, as counts only: two distributions merge by addition. Quantiles come from
 * logarithmic cells with a bounded relative error (DDSketch: Masson, Rim, Lee, VLDB 2019, with a
 * fixed range of 10 µs to 1 h, 8 kB), the exported histogram from exact counts of its own.
 */
export class LatencyDistribution {
  readonly #cells = new Uint32Array(cells);
  readonly #buckets = new Float64Array(responseBoundsSeconds.length + 1);
  #count = 0;
  #sumMs = 0;

  get count(): number {
    return this.#count;
  }

  get sumSeconds(): number {
    return this.#sumMs / 1000;
  }

  /** Observations per bucket of {@link responseBoundsSeconds}, not cumulated; the last has no bound. */
  get bucketCounts(): Readonly<Float64Array> {
    return this.#buckets;
  }

  record(durationMs: number): void {
    const cell = cellOf(Math.min(Math.max(durationMs, lowestMs), highestMs));
    this.#cells[cell] = (this.#cells[cell] ?? 0) + 1;
    const bucket = bucketOf(responseBoundsSeconds, durationMs / 1000);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#sumMs += durationMs;
  }

  /**
   * The shares of the observations in intervals, each about a tenth longer than the one before, from the first to
   * the last that has any.
   */
  shares(): readonly LatencyShare[] {
    const shares: LatencyShare[] = [];
    for (let start = 0; start < cells; start += cellsPerShare) {
      let held = 0;
      for (let cell = start; cell < start + cellsPerShare; cell += 1)
        held += this.#cells[cell] ?? 0;
      if (held === 0 && shares.length === 0) continue;
      const upToMs = lowestMs * growth ** (start + cellsPerShare - 1);
      shares.push({ upToMs, share: held / this.#count });
    }
    while (shares.at(-1)?.share === 0) shares.pop();
    return shares;
  }

  /**
   * @param quantile between 0 and 1
   * @returns milliseconds, or null when nothing was recorded
   */
  quantileMs(quantile: number): number | null {
    if (this.#count === 0) return null;
    const rank = quantile * (this.#count - 1);
    let seen = 0;
    let cell = 0;
    for (; cell < cells - 1; cell += 1) {
      seen += this.#cells[cell] ?? 0;
      if (seen > rank) break;
    }
    return middleOf(cell);
  }
}

/** An interval, and its share of the observations. */
export interface LatencyShare {
  /** The upper end of the interval in milliseconds; its lower end is the upper end of the one before. */
  readonly upToMs: number;
  readonly share: number;
}

/** Cell c holds the durations in (lowest × growth^(c−1), lowest × growth^c]. */
function cellOf(durationMs: number): number {
  return Math.ceil(Math.log(durationMs / lowestMs) / logGrowth);
}

/** The value that is off by the same share of itself at both ends of the cell. */
function middleOf(cell: number): number {
  return (lowestMs * (2 * growth ** cell)) / (growth + 1);
}
