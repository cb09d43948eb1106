import type { Comparison, Outcome } from '../vocabulary/comparison.ts';
import { type SkipReason, skipReasons } from '../vocabulary/shed.ts';

/**
 * Why an exchange that was sent to the candidate is not evidence about it. `not_sampled`, `route_off` and
 * `route_rate` are cascades of exchanges that policy left out; an exchange that was left out itself has the same
 * reason, and is not excused.
 */
export const excusedReasons = [
  'cascade',
  'racy',
  'not_sampled',
  'route_off',
  'route_rate',
  'unseen_session',
  'unseen_thing',
] as const;

type ExcusedReason = (typeof excusedReasons)[number];

/** Unseen sessions and things: the config may declare that they stay uncompared. */
export const unseenReasons = ['unseen_session', 'unseen_thing'] as const;

export type UnseenReason = (typeof unseenReasons)[number];

/** Why policy left an exchange out. */
export type PolicyReason = Exclude<SkipReason, UnseenReason>;

const unseen: ReadonlySet<string> = new Set(unseenReasons);
const policy: ReadonlySet<string> = new Set(skipReasons.filter((reason) => !unseen.has(reason)));

/**
 * What one exchange counts as. This is the one place that decides it: the pages, the API, the metrics, the
 * evidence, coverage and the rule ledger all read it.
 *
 * - `compared`: it is evidence. Without a whole answer of the candidate it is a mismatch.
 * - `primary_error`: only primary failed. There is no correct answer to compare with, so it is neither a match
 *   nor a mismatch, not compared, and not a loss. Only the criterion `errors` counts it, in the candidate's
 *   favour.
 * - `excused`: a named reason accounts for the difference. It is not evidence, and lowers coverage, unless policy
 *   is that reason. The criteria `excused` and `scope` limit it.
 * - `lost`: it should have been compared and was shed. It lowers coverage.
 * - `left_out`: policy left it out. It does not lower coverage; the criterion `scope` names it.
 */
export type CountedAs =
  | {
      readonly kind: 'compared';
      readonly isMismatch: boolean;
      /** Both gave a whole answer. */
      readonly isAnswered: boolean;
    }
  | { readonly kind: 'primary_error' }
  | {
      readonly kind: 'excused';
      readonly reason: ExcusedReason;
      /** It follows from exchanges that policy left out, so it is not a loss. */
      readonly byPolicy: boolean;
    }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'left_out'; readonly reason: PolicyReason };

/** By outcome; a skipped exchange counts by its reason. */
const byOutcome: Readonly<Record<Exclude<Outcome, 'skipped'>, CountedAs>> = {
  match: { kind: 'compared', isMismatch: false, isAnswered: true },
  mismatch: { kind: 'compared', isMismatch: true, isAnswered: true },
  noise: { kind: 'compared', isMismatch: false, isAnswered: true },
  candidate_error: { kind: 'compared', isMismatch: true, isAnswered: false },
  primary_error: { kind: 'primary_error' },
  cascade: { kind: 'excused', reason: 'cascade', byPolicy: false },
  racy: { kind: 'excused', reason: 'racy', byPolicy: false },
};

/** What an exchange counts as, by its outcome and reason. */
export function countedAs({ outcome, reason }: Pick<Comparison, 'outcome' | 'reason'>): CountedAs {
  if (outcome === 'skipped') {
    if (isUnseen(reason)) return { kind: 'excused', reason, byPolicy: false };
    // An unknown reason is a loss: it must not raise coverage.
    return isPolicy(reason) ? { kind: 'left_out', reason } : { kind: 'lost', reason };
  }
  if (outcome === 'cascade' && isPolicyCascade(reason)) {
    return { kind: 'excused', reason, byPolicy: true };
  }
  return byOutcome[outcome];
}

/** Whether this reason is about an unseen session or thing. */
export function isUnseen(reason: string): reason is UnseenReason {
  return unseen.has(reason);
}

/**
 * Whether the mirrored exchanges represent those that are left out for this reason, because the choice was
 * random.
 */
export function isSampledOut(reason: string): boolean {
  return reason === 'not_sampled' || reason === 'route_rate';
}

function isPolicyCascade(reason: string): reason is 'not_sampled' | 'route_off' | 'route_rate' {
  return reason === 'not_sampled' || reason === 'route_off' || reason === 'route_rate';
}

function isPolicy(reason: string): reason is PolicyReason {
  return policy.has(reason);
}
