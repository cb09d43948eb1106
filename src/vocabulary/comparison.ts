import type { Difference } from './difference.ts';

/** What comparing came to, as counted in `parallax_exchanges_total`. */
export const outcomes = [
  'match',
  'mismatch',
  'candidate_error', // the candidate gave no whole answer
  'primary_error', // primary answered 5xx where the candidate did not: legacy is the one that is wrong
  'skipped',
] as const;

export type Outcome = (typeof outcomes)[number];

/** One deployment's answer as the control plane keeps it: numbers, no content. */
export interface Answer {
  readonly status: number;
  /** Milliseconds, or null where the two legs were not measured alike. */
  readonly firstByteMs: number | null;
  /** Milliseconds, or null where the two legs were not measured alike. */
  readonly totalMs: number | null;
  readonly bodyBytes: number;
}

/** The fact that leaves the compare plane: redacted, bounded, free of bodies. */
export interface Comparison {
  readonly sequence: number;
  /** Wall clock at the first request byte, milliseconds since the epoch. */
  readonly wallClockMs: number;
  /** Method and path template, never a raw path: `GET /api/virtual-keys/{id}`. */
  readonly route: string;
  readonly area: string;
  readonly outcome: Outcome;
  /** Why it was skipped, how the candidate failed, or why bodies could not be read; else empty. */
  readonly reason: string;
  readonly primary: Answer;
  readonly candidate: Answer | null;
  /** Redacted, and at most `differencesMax` of them. */
  readonly differences: readonly Difference[];
  /** More differences were found than are listed. */
  readonly truncated: boolean;
}

export const differencesMax = 50;
