/**
 * Upper bounds of the buckets of exported histograms of response times, in seconds, inclusive: from a tenth of a
 * millisecond, as of a cached read, to the minute of a streamed completion.
 */
export const responseBoundsSeconds: readonly number[] = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  30, 60,
];

/** The index of the bucket of a value; one past the last bound if the value is larger than all. */
export function bucketOf(bounds: readonly number[], value: number): number {
  const { length } = bounds;
  for (let bucket = 0; bucket < length; bucket += 1) {
    if (value <= (bounds[bucket] ?? 0)) return bucket;
  }
  return length;
}
