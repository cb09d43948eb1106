import { type Count, exchangesNeeded } from '../statistics/confidence-sequence.ts';
import { formatCount, formatRoughDuration } from '../../vocabulary/format.ts';

/** How many more exchanges a criterion waits for. */
export interface Forecast {
  /** At the rate observed so far; null if no feasible number helps. */
  readonly exchanges: number | null;
  /** @param waitMs how long these take, in milliseconds; null if unknown */
  readonly words: (waitMs: number | null) => string;
}

/**
 * Estimates how many more exchanges bring the upper end of a rate under its budget: if hits continue at the
 * observed rate, and, as the minimum, if there are no more hits.
 *
 * @param effect how many dependent exchanges count as one
 */
export function forecast(
  { k, n }: Count,
  {
    budget,
    alpha,
    effect = 1,
  }: { readonly budget: number; readonly alpha: number; readonly effect?: number },
): Forecast {
  const clusters = { k: k / effect, n: n / effect };
  const needed = (rate: number): number | null => {
    const exchanges = exchangesNeeded(clusters, budget, alpha, rate);
    return exchanges === null ? null : Math.ceil(exchanges * effect);
  };
  const observed = n === 0 ? 0 : k / n;
  const exchanges = observed < budget ? needed(observed) : null;
  const least = needed(0);
  return { exchanges, words: (waitMs) => forecastWords(exchanges, least, waitMs) };
}

function forecastWords(
  exchanges: number | null,
  least: number | null,
  waitMs: number | null,
): string {
  if (exchanges === null || least === null) {
    return '; at this rate more exchanges do not help';
  }
  const wait = waitMs === null ? '' : `, ${formatRoughDuration(waitMs)} at the present rate`;
  if (least === exchanges) {
    return `; about ${formatCount(exchanges)} more clean exchanges are needed${wait}`;
  }
  return (
    `; about ${formatCount(exchanges)} more exchanges are needed at the observed rate, ` +
    `${formatCount(least)} if all of them are clean${wait}`
  );
}
