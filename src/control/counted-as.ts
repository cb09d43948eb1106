import type { Comparison, Outcome } from '../vocabulary/comparison.ts';
import { type SkipReason, skipReasons } from '../vocabulary/shed.ts';

/**
 * Why an exchange that the candidate was asked says nothing about it. `not_sampled`, `route_off` and
 * `route_rate` are cascades of what policy left out; an exchange that was itself left out has the same
 * reason, and is no excuse.
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

/** What began before Parallax looked: the config may say that it is meant to stay uncompared. */
export const unseenReasons = ['unseen_session', 'unseen_thing'] as const;

export type UnseenReason = (typeof unseenReasons)[number];

/** Why an exchange was never meant to be compared. */
export type PolicyReason = Exclude<SkipReason, UnseenReason>;

const unseen: ReadonlySet<string> = new Set(unseenReasons);
const policy: ReadonlySet<string> = new Set(skipReasons.filter((reason) => !unseen.has(reason)));

/**
 * What one exchange counts as. This is the one place that decides it: the pages, the API, the
 * metrics, the evidence, coverage and the rule ledger all read it.
 *
 * - `compared`: the candidate was held to it. Without a whole answer it is a mismatch.
 * - `primary_error`: only primary failed. There is no right answer to hold the candidate to, so it
 *   is neither a match nor a mismatch, not among the compared, and no loss. Only the criterion
 *   `errors` counts it, in the candidate's favour.
 * - `excused`: a named reason accounts for the difference. No evidence, and it lowers coverage, unless
 *   policy is that reason. The criteria `excused` and `scope` bound it.
 * - `lost`: it was to be compared and was shed. It lowers coverage.
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
      /** It follows from what policy left out, and so is no loss. */
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

/** What an exchange counts as; judged by its outcome and reason alone. */
export function countedAs({ outcome, reason }: Pick<Comparison, 'outcome' | 'reason'>): CountedAs {
  if (outcome === 'skipped') {
    if (isUnseen(reason)) return { kind: 'excused', reason, byPolicy: false };
    // A reason that nobody knows is a loss: coverage must not rise by it.
    return isPolicy(reason) ? { kind: 'left_out', reason } : { kind: 'lost', reason };
  }
  if (outcome === 'cascade' && isPolicyCascade(reason)) {
    return { kind: 'excused', reason, byPolicy: true };
  }
  return byOutcome[outcome];
}

/** Whether what is counted under this reason began before Parallax looked. */
export function isUnseen(reason: string): reason is UnseenReason {
  return unseen.has(reason);
}

/** Whether what was sent on stands for what is left out for this reason: chance chose between them. */
export function isSampledOut(reason: string): boolean {
  return reason === 'not_sampled' || reason === 'route_rate';
}

function isPolicyCascade(reason: string): reason is 'not_sampled' | 'route_off' | 'route_rate' {
  return reason === 'not_sampled' || reason === 'route_off' || reason === 'route_rate';
}

function isPolicy(reason: string): reason is PolicyReason {
  return policy.has(reason);
}
