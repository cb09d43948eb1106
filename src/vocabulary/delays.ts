import { bucketOf } from './buckets.ts';

/** Upper bounds of the buckets, in seconds, inclusive. */
export const delayBoundsSeconds: readonly number[] = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1,
];

/** A histogram of delays. */
export interface DelayCounts {
  /** Per bucket of {@link delayBoundsSeconds}, not cumulated; the last has no bound. */
  readonly counts: readonly number[];
  readonly sumSeconds: number;
}

export const noDelays: DelayCounts = {
  counts: Array.from({ length: delayBoundsSeconds.length + 1 }, () => 0),
  sumSeconds: 0,
};

export function addDelays(one: DelayCounts, other: DelayCounts): DelayCounts {
  return {
    counts: one.counts.map((count, at) => count + (other.counts[at] ?? 0)),
    sumSeconds: one.sumSeconds + other.sumSeconds,
  };
}

/** Counts delays, and hands over what it has counted. */
export class DelayHistogram {
  #counts: number[] = [...noDelays.counts];
  #sumMs = 0;

  record(delayMs: number): void {
    const at = bucketOf(delayBoundsSeconds, delayMs / 1000);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#sumMs += delayMs;
  }

  /** What was counted since the last call. */
  take(): DelayCounts {
    const taken = { counts: this.#counts, sumSeconds: this.#sumMs / 1000 };
    this.#counts = [...noDelays.counts];
    this.#sumMs = 0;
    return taken;
  }
}
