import { type Count, exchangesNeeded } from '../statistics/confidence-sequence.ts';
import { countWords, durationWords } from './words.ts';

/** How many more exchanges a criterion waits for. */
interface Forecast {
  /** At the rate observed so far; null where no number in reach helps. */
  readonly exchanges: number | null;
  /** @param waitMs how long these take, in milliseconds; null where that is not known */
  readonly words: (waitMs: number | null) => string;
}

interface Forecasting {
  /** Hits among exchanges so far; both divided by `effect`. */
  readonly count: Count;
  readonly budget: number;
  readonly alpha: number;
  /** How many exchanges that hang together count as one. */
  readonly effect?: number;
  /** Something else than these counts keeps the rate from being bounded. */
  readonly isHopeless?: boolean;
}

/**
 * Projects how many more exchanges bring the upper end under the budget: if hits go on to come at the
 * observed rate, and, as the least, if none comes any more.
 */
export function forecast({
  count,
  budget,
  alpha,
  effect = 1,
  isHopeless = false,
}: Forecasting): Forecast {
  const rate = count.n === 0 ? 0 : count.k / count.n;
  const needed = (hits: number): number | null => {
    const exchanges = isHopeless ? null : exchangesNeeded(count, budget, alpha, hits);
    return exchanges === null ? null : Math.ceil(exchanges * effect);
  };
  const exchanges = rate < budget ? needed(rate) : null;
  const least = needed(0);
  return { exchanges, words: (waitMs) => forecastWords(exchanges, least, waitMs) };
}

function forecastWords(
  exchanges: number | null,
  least: number | null,
  waitMs: number | null,
): string {
  if (exchanges === null || least === null) {
    return '; at this rate no number of exchanges brings it under the budget';
  }
  const wait = waitMs === null ? '' : `, ${durationWords(waitMs)} at the present rate`;
  if (least === exchanges) {
    return `; about ${countWords(exchanges)} more clean exchanges are needed${wait}`;
  }
  return (
    `; about ${countWords(exchanges)} more exchanges are needed at the observed rate, ` +
    `${countWords(least)} if all of them are clean${wait}`
  );
}
