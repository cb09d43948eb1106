import { fieldKey, type RouteEvidence } from '../../vocabulary/evidence.ts';
import type { NamedField } from '../../vocabulary/difference.ts';

/** An operator holds the promotion back, whatever the evidence says. */
export interface Hold {
  readonly who: string;
  readonly why: string;
  readonly sinceMs: number;
}

/** A difference that somebody has looked at and takes responsibility for. */
export interface AcceptedDifference extends NamedField {
  /** The route it is accepted on; another route with the same difference is still judged. */
  readonly route: string;
  readonly who: string;
  readonly why: string;
  /** Milliseconds since the epoch. From then on it counts again. */
  readonly expiresAtMs: number;
}

/** What bears on the verdict beside evidence and policy. */
export interface Circumstances {
  /** The epoch of the candidate that runs now; null where its version is not known. */
  readonly epoch: string | null;
  /** Where nothing says which version answers; `replacedAtMs` is when another may have begun to. */
  readonly unknownVersion?: { readonly replacedAtMs: number | null } | null;
  /** Where the evidence is of another deployment than the one that this process mirrors to: both URLs. */
  readonly otherCandidate?: { readonly judged: string; readonly own: string } | null;
  readonly hold: Hold | null;
  readonly accepted: readonly AcceptedDifference[];
  /** What else the epoch has: routes as they were compared under other rules. */
  readonly others?: readonly RouteEvidence[];
  /** Where this evidence is the part of an epoch that was compared under other rules: until when. */
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
