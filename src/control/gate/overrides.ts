import { fieldKey, type RouteEvidence } from '../../vocabulary/evidence.ts';
import type { NamedField } from '../../vocabulary/difference.ts';

/** An operator holds the promotion back, whatever the evidence says. */
export interface Hold {
  readonly who: string;
  readonly why: string;
  readonly sinceMs: number;
}

/** A difference for which somebody takes responsibility. */
export interface AcceptedDifference extends NamedField {
  /** The route on which it is accepted; the same difference on other routes still counts. */
  readonly route: string;
  readonly who: string;
  readonly why: string;
  /** Milliseconds since the epoch. From then on it counts again. */
  readonly expiresAtMs: number;
}

/** What the verdict depends on besides evidence and policy. */
export interface Circumstances {
  /** The epoch of the candidate that runs now; null where its version is not known. */
  readonly epoch: string | null;
  /** If the candidate reports no version; `replacedAtMs` is when another build may have started. */
  readonly unknownVersion?: { readonly replacedAtMs: number | null } | null;
  /** If the evidence is of another candidate than the one that this process mirrors to: both URLs. */
  readonly otherCandidate?: { readonly judged: string; readonly own: string } | null;
  readonly hold: Hold | null;
  readonly accepted: readonly AcceptedDifference[];
  /** The other evidence of the epoch: routes that were compared under other rules. */
  readonly others?: readonly RouteEvidence[];
  /** If this evidence is the part of an epoch that was compared under other rules: until when. */
  readonly otherRules?: { readonly epoch: string; readonly untilMs: number } | null;
  /** Why the databases of the deployments cannot be read at present, in words. */
  readonly unreadableDatabases?: readonly string[];
  /** The wall clock, by which acceptances end; the gate's own clock by default. */
  readonly wallMs?: number;
}

/** The field keys that are accepted at present, by route. */
export type AcceptedFields = ReadonlyMap<string, ReadonlySet<string>>;

export function acceptedFields(
  accepted: readonly AcceptedDifference[],
  nowMs: number,
): AcceptedFields {
  const byRoute = new Map<string, Set<string>>();
  for (const difference of accepted) {
    if (difference.expiresAtMs <= nowMs) continue;
    const fields = byRoute.get(difference.route) ?? new Set();
    byRoute.set(difference.route, fields.add(fieldKey(difference)));
  }
  return byRoute;
}
