/** A sample of a histogram as prom-client's registry takes it. */
export interface HistogramSample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly sharedLabels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface BucketCounts {
  /** Upper bounds, without `+Inf`. */
  readonly bounds: readonly number[];
  /** Observations in a bucket, not cumulated; that of `bounds.length` has no bound. */
  readonly countOf: (bucket: number) => number;
  readonly sum: number;
}

/** The samples of one histogram: its buckets, cumulated, its sum and its count. */
export function histogramSamples(
  name: string,
  { bounds, countOf, sum }: BucketCounts,
  sharedLabels: Readonly<Record<string, string>>,
): readonly HistogramSample[] {
  let count = 0;
  const buckets = [...bounds, '+Inf'].map((le, bucket) => {
    count += countOf(bucket);
    return { metricName: `${name}_bucket`, labels: { le }, sharedLabels, value: count };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels: {}, sharedLabels, value: sum },
    { metricName: `${name}_count`, labels: {}, sharedLabels, value: count },
  ];
}
