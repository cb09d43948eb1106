import type { Comparison } from '../../vocabulary/comparison.ts';
import type { ObservedExchange } from '../gate/record-exchange.ts';

const firstServerError = 500;

/** What the gate makes of an outcome; null for one that says nothing about the candidate. */
const kinds = {
  match: 'answered',
  mismatch: 'answered',
  noise: 'answered',
  candidate_error: 'candidate_failed',
  primary_error: 'primary_failed',
  skipped: null,
  cascade: null,
  racy: null,
} as const;

/**
 * What happened in an exchange, as far as the gate is concerned.
 *
 * @returns null where the candidate was not held to it: skipped, or explained by the failure of an
 *   exchange before it, which was counted already
 */
export function observedExchange(
  comparison: Comparison,
  counted: { readonly epoch: string; readonly area: string; readonly route: string },
): ObservedExchange | null {
  const { primary, candidate, secondary } = comparison;
  const kind = kinds[comparison.outcome];
  if (kind === null || comparison.cascadeOf !== null) return null;
  return {
    ...counted,
    wallClockMs: comparison.wallClockMs,
    kind,
    candidateError: candidate === null || candidate.status >= firstServerError,
    primaryError: primary.status >= firstServerError,
    differences: comparison.differences,
    truncated: comparison.truncated,
    secondary: secondary === null || secondary.answer === null ? null : secondary,
    latency: latencyOf(comparison),
  };
}

/** A secondary that was asked the same way is the better reference, and else primary is. */
function latencyOf({ primary, candidate, secondary }: Comparison): ObservedExchange['latency'] {
  const reference = secondary?.answer ?? primary;
  const candidateMs = candidate?.totalMs ?? null;
  const referenceMs = reference.totalMs;
  return candidateMs === null || referenceMs === null ? null : { candidateMs, referenceMs };
}
