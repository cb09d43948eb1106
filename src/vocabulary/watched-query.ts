/** What is counted of a query to Prometheus. */
const querySeries = [
  'value', // by block: its worst value
  'breach', // by block: evaluations, and those in which it was out of bounds
  'failure', // over the epoch: the values at which it had been out of bounds for long enough
] as const;

export type QuerySeries = (typeof querySeries)[number];

/** The name of a series: `breach error-rate 1f2e3d4c`. */
export function queryName(series: QuerySeries, key: string): string {
  return `${series} ${key}`;
}
