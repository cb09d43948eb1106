import type { Comparison } from '../../vocabulary/comparison.ts';
import type { Evidence, RouteEvidence } from '../../vocabulary/evidence.ts';
import { countedAs } from '../counted-as.ts';
import { coverComparison, lossOf } from './count-coverage.ts';
import { observedExchange } from './observed-exchange.ts';
import { recordExchange, recordNotCompared } from './record-exchange.ts';
import type { TimingMargins } from './record-timings.ts';

/** The keys under which an exchange is counted. */
interface CountedUnder {
  readonly epoch: string;
  readonly area: string;
  readonly route: string;
  /** A digest of the rules that it was compared under. */
  readonly under: string;
}

/** Statuses with which primary reports an unknown endpoint: requests of scanners are not part of the scope. */
const noEndpoint: ReadonlySet<number> = new Set([404, 405, 501]);

/**
 * Adds a comparison to the evidence, in place.
 *
 * @returns the changed counts of its route; null if it counts for no route
 */
export function countComparison(
  evidence: Evidence,
  comparison: Comparison,
  under: CountedUnder,
  margins: TimingMargins,
): RouteEvidence | null {
  const counted = countedAs(comparison);
  coverComparison(evidence.coverage, counted);
  if (counted.kind === 'left_out') {
    if (noEndpoint.has(comparison.primary.status)) return null;
    return recordNotCompared(evidence, under, 'leftOut', counted.reason);
  }
  const exchange = observedExchange(comparison, under);
  if (exchange !== null) return recordExchange(evidence, exchange, margins);
  const loss = lossOf(counted);
  if (loss !== null) return recordNotCompared(evidence, under, 'shed', loss);
  if (counted.kind !== 'excused') return null;
  return recordNotCompared(evidence, under, 'excusedByPolicy', counted.reason);
}
