import { type Logger, RateLimitedLog } from '../log.ts';
import type { Comparison } from '../vocabulary/comparison.ts';
import type { Pair } from '../vocabulary/pair.ts';
import type { PairComparer } from './compare-pair.ts';

/**
 * Wraps a comparer so that it never throws. If a pair makes the comparer throw, the pair is compared without
 * the secondary, or counted as not compared. Captured bytes are hostile, and a fault of ours must not become
 * an outage.
 *
 * @param withSpecimen adds the exchange that pages show; if it throws, the comparison is kept without it
 */
export function guardComparer(
  comparer: Pick<PairComparer, 'compare' | 'giveUp'>,
  withSpecimen: (pair: Pair, comparison: Comparison) => Comparison,
  log: Logger,
): (pair: Pair) => Comparison {
  const problems = new RateLimitedLog(log);

  function compare(pair: Pair): Comparison {
    try {
      return comparer.compare(pair);
    } catch (error) {
      problems.warn('comparison_failed', faultOf(error), 'a pair could not be compared');
      if (pair.secondary === null) return comparer.giveUp(pair);
      return compare({ ...pair, secondary: null });
    }
  }

  return (pair) => {
    const comparison = compare(pair);
    try {
      return withSpecimen(pair, comparison);
    } catch (error) {
      problems.warn(
        'specimen_failed',
        faultOf(error),
        'an exchange could not be redacted, so it is not kept',
      );
      return comparison;
    }
  };
}

/** An error's name and where it was thrown. The message is left out, as it may quote a body. */
function faultOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const at = error.stack?.split('\n').find((line) => line.startsWith('    at '));
  return { error: error.name, at: at?.trim() };
}
