import type { Coverage } from '../../vocabulary/evidence.ts';
import { isShedReason, type ShedReason, shedReasons } from '../../vocabulary/shed.ts';
import { type CountedAs, isSampledOut } from '../counted-as.ts';

/** Exchanges that are lost for these reasons have already been sent to the candidate. */
const lostAfterMirroring: ReadonlySet<ShedReason> = new Set(['compare_budget', 'control_budget']);

/**
 * Why an exchange that should be compared is not evidence; null if it is evidence, or should not be compared.
 * Losses and excuses lower coverage, each under its own name; exchanges that policy leaves out do not.
 */
export function lossOf(counted: CountedAs): string | null {
  if (counted.kind === 'excused') return counted.byPolicy ? null : counted.reason;
  return counted.kind === 'lost' ? counted.reason : null;
}

/**
 * Counts how far an exchange came. {@link coverShed} counts shed exchanges, because the process also counts those
 * without a comparison.
 */
export function coverComparison(coverage: Coverage, counted: CountedAs): void {
  if (counted.kind === 'left_out') {
    if (isSampledOut(counted.reason)) coverage.eligible += 1;
    return;
  }
  const loss = lossOf(counted);
  if (loss !== null && isShedReason(loss)) return;
  coverage.eligible += 1;
  coverage.sampled += 1;
  coverage.mirrored += 1;
  if (counted.kind === 'compared') coverage.compared += 1;
  if (loss !== null) coverage.shed.set(loss, (coverage.shed.get(loss) ?? 0) + 1);
}

/** Counts the exchanges that were shed since the totals `before`. */
export function coverShed(
  coverage: Coverage,
  shed: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): void {
  for (const reason of shedReasons) {
    const more = (shed[reason] ?? 0) - (before[reason] ?? 0);
    if (more <= 0) continue;
    coverage.eligible += more;
    coverage.sampled += more;
    if (lostAfterMirroring.has(reason)) coverage.mirrored += more;
    coverage.shed.set(reason, (coverage.shed.get(reason) ?? 0) + more);
  }
}
