import type { Comparison } from '../../vocabulary/comparison.ts';
import type { Coverage } from '../../vocabulary/evidence.ts';
import type { ProcessTotals } from '../../vocabulary/plane-message.ts';
import {
  type ShedReason,
  shedReasons,
  type SkipReason,
  skipReasons,
} from '../../vocabulary/shed.ts';

/** Why an exchange that was mirrored is not held against the candidate: its cause was already. */
const cascade = 'cascade';

const policy: ReadonlySet<string> = new Set<SkipReason>(skipReasons);
const countedByProcess: ReadonlySet<string> = new Set<ShedReason>(shedReasons);

/** By the time these are lost, the candidate has been asked. */
const lostAfterMirroring: ReadonlySet<ShedReason> = new Set(['compare_budget', 'control_budget']);

/**
 * Why an exchange that was to be compared was not; null where it was, or was never to be.
 */
export function lossOf({ outcome, reason, cascadeOf }: Comparison): string | null {
  if (outcome !== 'skipped') return cascadeOf === null ? null : cascade;
  return policy.has(reason) ? null : reason;
}

/**
 * Counts how far an exchange came. One that was shed is left to {@link coverShed}: the process counts
 * those, too, of which no comparison is left.
 */
export function coverComparison(coverage: Coverage, comparison: Comparison): void {
  const { outcome, reason } = comparison;
  if (outcome === 'skipped' && policy.has(reason)) {
    if (reason === 'not_sampled') coverage.eligible += 1;
    return;
  }
  const loss = lossOf(comparison);
  if (loss !== null && countedByProcess.has(loss)) return;
  coverage.eligible += 1;
  coverage.sampled += 1;
  coverage.mirrored += 1;
  if (loss === null) coverage.compared += 1;
  else coverage.shed.set(loss, (coverage.shed.get(loss) ?? 0) + 1);
}

/** Counts what was shed since the process had counted `before`. */
export function coverShed(
  coverage: Coverage,
  shed: ProcessTotals['shed'],
  before: Readonly<Record<string, number>>,
): void {
  for (const reason of shedReasons) {
    const more = shed[reason] - (before[reason] ?? 0);
    if (more <= 0) continue;
    coverage.eligible += more;
    coverage.sampled += more;
    if (lostAfterMirroring.has(reason)) coverage.mirrored += more;
    coverage.shed.set(reason, (coverage.shed.get(reason) ?? 0) + more);
  }
}
