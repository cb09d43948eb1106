import type { Comparison } from '../../vocabulary/comparison.ts';
import { type CountedAs, countedAs } from '../counted-as.ts';
import type { ObservedExchange } from '../gate/record-exchange.ts';

const firstServerError = 500;

/**
 * What happened in an exchange, as far as the gate is concerned.
 *
 * @returns null where it says nothing about the candidate: excused, lost or left out
 */
export function observedExchange(
  comparison: Comparison,
  under: { readonly epoch: string; readonly area: string; readonly route: string },
): ObservedExchange | null {
  const { primary, candidate, secondary, differences, truncated } = comparison;
  const counted = countedAs(comparison);
  const kind = kindOf(counted);
  if (kind === null) return null;
  const isMismatch = counted.kind === 'compared' && counted.isMismatch;
  return {
    ...under,
    wallClockMs: comparison.wallClockMs,
    kind,
    candidateError: candidate === null || candidate.status >= firstServerError,
    primaryError: primary.status >= firstServerError,
    // The outcome alone decides what is a mismatch: one that lists nothing is one all the same.
    differences: isMismatch ? differences : [],
    truncated: isMismatch && (truncated || differences.length === 0),
    secondary: secondary === null || secondary.answer === null ? null : secondary,
    latency: latencyOf(comparison),
  };
}

function kindOf(counted: CountedAs): ObservedExchange['kind'] | null {
  if (counted.kind === 'primary_error') return 'primary_failed';
  if (counted.kind !== 'compared') return null;
  return counted.isAnswered ? 'answered' : 'candidate_failed';
}

/** A secondary that was asked the same way is the better reference, and else primary is. */
function latencyOf({ primary, candidate, secondary }: Comparison): ObservedExchange['latency'] {
  const reference = secondary?.answer ?? primary;
  const candidateMs = candidate?.totalMs ?? null;
  const referenceMs = reference.totalMs;
  return candidateMs === null || referenceMs === null ? null : { candidateMs, referenceMs };
}
