import type { Outcome } from '../../vocabulary/comparison.ts';
import type { MarkedThing, PairExcuses } from '../../vocabulary/excuses.ts';
import type { ModuloComparison, ResponseComparison } from '../compare-responses.ts';
import type { DifferenceList } from '../difference-list.ts';
import type { UsedExcuses } from './reduce-documents.ts';

/** The result of applying excuses to a mismatch. */
export interface Explanation {
  readonly outcome: Outcome;
  /** The reason, one of a fixed set of codes; empty if the outcome says everything. */
  readonly reason: string;
  /** The exchange that caused a cascade; else null. */
  readonly cascadeOf: number | null;
  /** An exchange that may have caused the mismatch; else null. */
  readonly hint: number | null;
  /** The differences to show: of a mismatch, those that are not explained. */
  readonly differences: DifferenceList;
}

/**
 * Decides whether excuses explain a mismatch. They explain it as a whole, by the statuses, or if comparing
 * modulo them finds nothing.
 *
 * @param modulo compares again modulo the excuses; null if they apply to nothing
 */
export function explainMismatch(
  found: ResponseComparison,
  excuses: PairExcuses,
  none: DifferenceList,
  modulo: () => ModuloComparison | null,
): Explanation {
  const { primaryStatus, candidateStatus, differences } = found;
  const mismatch = mismatchOf(differences, excuses.hint);
  if (candidateStatus >= 500 && primaryStatus < 500) return mismatch;
  if (!found.statusIsFine) {
    if (excuses.status !== null) return explainedByStatus(excuses.status, differences);
    if (excuses.unseen === null) return mismatch;
    return {
      outcome: 'skipped',
      reason: excuses.unseen,
      cascadeOf: null,
      hint: null,
      differences: none,
    };
  }
  const { things, made, uncertain, changed } = excuses;
  const count = things.length + made.length + uncertain.length + changed.length;
  const left = count === 0 ? null : modulo();
  if (left === null) return mismatch;
  if (left.differences.listed.length === 0 && !left.differences.truncated) {
    return explainedByUse(left.used, differences, none);
  }
  return mismatchOf(left.differences, excuses.hint ?? smallestCause(left.used));
}

function mismatchOf(differences: DifferenceList, hint: number | null): Explanation {
  const reason = differences.truncatedBy;
  return { outcome: 'mismatch', reason, cascadeOf: null, hint, differences };
}

function explainedByStatus(
  { because, cause }: NonNullable<PairExcuses['status']>,
  differences: DifferenceList,
): Explanation {
  switch (because) {
    case 'loss':
      return { outcome: 'cascade', reason: '', cascadeOf: cause, hint: null, differences };
    case 'sampling':
    case 'route_off':
    case 'route_rate': {
      const reason = because === 'sampling' ? 'not_sampled' : because;
      return { outcome: 'cascade', reason, cascadeOf: cause, hint: null, differences };
    }
    case 'race':
      return { outcome: 'racy', reason: '', cascadeOf: null, hint: null, differences };
  }
}

/**
 * If things were set aside only because of the policy, everything else was compared and is equal. Equalised
 * parts were not compared.
 */
function explainedByUse(
  used: UsedExcuses,
  differences: DifferenceList,
  none: DifferenceList,
): Explanation {
  const explained = { reason: '', cascadeOf: null, hint: null, differences };
  if (used.things.some(({ because }) => because === 'loss')) {
    return { ...explained, outcome: 'cascade', cascadeOf: smallestCause(used) };
  }
  if (used.reordered || used.totals || used.things.some(({ because }) => because === 'race')) {
    return { ...explained, outcome: 'racy' };
  }
  const equalised = used.things.filter((thing) => !isSetAside(thing));
  if (equalised.length === 0) return { ...explained, outcome: 'match', differences: none };
  const ofRoute = (['route_off', 'route_rate'] as const).find((one) =>
    equalised.some(({ because }) => because === one),
  );
  const reason = ofRoute ?? 'not_sampled';
  return { ...explained, outcome: 'cascade', reason, cascadeOf: smallestCause(used) };
}

/** Only a thing on both sides can have members that were equalised. */
function isSetAside({ kind, primaryPath, candidatePath }: MarkedThing): boolean {
  const isOneSided = primaryPath === null || candidatePath === null;
  return isOneSided || kind === 'absent' || kind === 'extra';
}

function smallestCause({ things }: UsedExcuses): number | null {
  return things.reduce<number | null>(
    (least, { cause }) => (least === null ? cause : Math.min(least, cause)),
    null,
  );
}
