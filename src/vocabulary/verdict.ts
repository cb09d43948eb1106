/** What the gate says of a candidate, and what one criterion says of it. */
export type VerdictWord = 'pass' | 'fail' | 'inconclusive';

/** What is asked before a candidate may be promoted. */
export const criterionNames = [
  'mismatches', // per area: the rate of mismatches is under its budget
  'errors', // per area: the candidate fails no more often than primary, within a budget
  'latency', // per area: no more than a share of exchanges is slower than the reference
  'latency_tail', // per area: the candidate alone is much slower hardly more often than the reference
  'stream_start', // per area with event streams: the first event comes no later
  'stream_gap', // per area with event streams: the longest silence is no longer
  'server_timing', // per area whose answers have Server-Timing: the candidate needs no more than the reference
  'counts', // per area with counts: what the answers add up to is the same
  'findings', // per area: every difference is explained, accepted or gone
  'recent', // per area: the latest hours are not over the budget by themselves
  'route_exchanges', // per area: every required route matched often enough
  'coverage', // per area and over all: enough of the traffic was compared
  'excused', // per area: few enough exchanges were compared and excused
  'soak', // per area: traffic was watched for long enough
  'scope', // over all: the config says of all that is left out, or began unseen, that it is meant
  'resources', // over all, with metrics of both: memory and CPU do not grow
  'databases', // over all, with databases and a budget: the candidate asks its database for no more
  'queries', // over all, with gate.queries: what Prometheus says is within bounds
  'epoch', // over all: the evidence is of the candidate version that runs now, and of no other
  'hold', // over all: nobody holds the promotion back
] as const;

export type CriterionName = (typeof criterionNames)[number];

/** A rate as it was measured: k of n, where the true one lies, and what it is held to. */
export interface MeasuredRate {
  readonly n: number;
  readonly k: number;
  readonly lower: number;
  readonly estimate: number;
  readonly upper: number;
  readonly budget: number;
}

/** What an inconclusive criterion waits for. Null: unknown, or waiting does not help. */
interface StillNeeded {
  /** More exchanges, all of them clean. */
  readonly exchanges: number | null;
  /** Milliseconds, at the rate at which exchanges have come so far. */
  readonly waitMs: number | null;
}

export interface CriterionResult {
  readonly criterion: CriterionName;
  /** Null for what is asked over all areas. */
  readonly area: string | null;
  readonly result: VerdictWord;
  /** Null where no rate is measured. */
  readonly rate: MeasuredRate | null;
  /** Null unless inconclusive. */
  readonly needs: StillNeeded | null;
  /** One or two sentences for people, with the numbers. Templates of field paths in it are redacted. */
  readonly reason: string;
}

/** A criterion that the verdict does not rest on. */
export interface NotJudged {
  readonly criterion: CriterionName;
  /** A clause for people. */
  readonly reason: string;
}

/** A difference that nothing explains, on one route: open until it is accepted, or gone. */
export interface Finding {
  readonly area: string;
  readonly route: string;
  /** As `fieldKey` names it. */
  readonly field: string;
  /** In which candidate and primary differ there. */
  readonly exchanges: number;
  /** Milliseconds since 1970; null where it is not known. */
  readonly lastSeenMs: number | null;
}

/** Differences that nothing explains and that are not gone. */
export interface OpenFindings {
  readonly count: number;
  /** The most frequent first, up to a bound. */
  readonly largest: readonly Finding[];
}

/** The gate's decision: `fail` if any criterion fails, `pass` if all pass, else `inconclusive`. */
export interface Verdict {
  readonly verdict: VerdictWord;
  /** Milliseconds since the epoch. */
  readonly evaluatedAtMs: number;
  /** The reasons of every criterion that keeps the candidate from passing, failures first. */
  readonly reasons: readonly string[];
  readonly criteria: readonly CriterionResult[];
  /** What is judged of live traffic, and not of this. */
  readonly notJudged: readonly NotJudged[];
  readonly findings: OpenFindings;
}
