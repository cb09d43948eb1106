import type { ConfigRevision } from './config-revision.ts';
import type { Difference } from './difference.ts';
import type { Translation } from './identities.ts';
import type { TimeSlack } from './time-slack.ts';
import type { Reading } from './reading.ts';
import type { Specimen } from './specimen.ts';

/** What comparing came to, as counted in `parallax_exchanges_total`. */
export const outcomes = [
  'match',
  'mismatch',
  'noise', // a mismatch that primary shows against itself, as the control plane finds
  'candidate_error', // the candidate gave no whole answer
  'primary_error', // primary answered 5xx where the candidate did not: legacy is the one that is wrong
  'skipped',
  'cascade', // differs only in what an earlier exchange, counted already, made different
  'racy', // differs only in what an overlapping write changed: primary could have answered either way
] as const;

export type Outcome = (typeof outcomes)[number];

/** One deployment's answer as the control plane keeps it: numbers, no content. */
export interface Answer {
  readonly status: number;
  /**
   * Milliseconds; null if not known: the client was slow, or the answer came before the whole request was
   * sent.
   */
  readonly firstByteMs: number | null;
  /** The same to the last byte. */
  readonly totalMs: number | null;
  readonly bodyBytes: number;
  /** Null for what is no event stream. */
  readonly stream: StreamTimes | null;
  /** By how much shorter the times may have been; absent where they are exact. */
  readonly slack?: TimeSlack;
}

/** How an event stream flowed, in milliseconds; null if there was nothing to measure. */
export interface StreamTimes {
  /** From the last request byte sent to the first byte of the first event. */
  readonly firstEventMs: number | null;
  /** The longest time in which nothing came. */
  readonly largestGapMs: number | null;
}

/** What came of asking another instance of primary's code the same. */
export interface SecondaryComparison {
  /** Null where it gave no whole answer, or none that could be compared. */
  readonly answer: Answer | null;
  /**
   * There was no room for its answer: it would be the reference of the candidate's times, so these are
   * undetermined.
   */
  readonly isLost?: boolean;
  /** Between primary and secondary: noise by definition. At most `differencesMax`. */
  readonly differences: readonly Difference[];
  readonly truncated: boolean;
}

/** The fact that leaves the compare plane: redacted, bounded, free of bodies. */
export interface Comparison {
  readonly sequence: number;
  /** The config that the request was sent under; that of the start of the exchange if it was not sent. */
  readonly revision: ConfigRevision;
  /** See `Exchange.tenure`. */
  readonly tenure: number;
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
  /** There may be more that differs than the fields that are listed. */
  readonly truncated: boolean;
  /** Null where no secondary was asked. */
  readonly secondary: SecondaryComparison | null;
  /** What the candidate's answer called its version; empty where it does not say. */
  readonly candidateVersion: string;
  /** Where the candidate's identities were written into the mirrored request. */
  readonly translated: readonly Translation[];
  /** Of a cascade, the sequence of the exchange that explains it; else null. */
  readonly cascadeOf: number | null;
  /**
   * The sequence of an earlier exchange that this mismatch may follow from; null where nothing
   * points to one. A hint for people: it excuses nothing.
   */
  readonly hint: number | null;
  /**
   * The candidate's GraphQL answer has errors and primary's has none, both under a 2xx. It counts as an
   * error of the candidate, as a 5xx does.
   */
  readonly addsErrors: boolean;
  /** What both answers state of themselves, at most `readingsMax`; empty where the exchange was not compared. */
  readonly readings: readonly Reading[];
  /** What people are shown of the exchange; null where it was not chosen for that. */
  readonly specimen: Specimen | null;
}

export const differencesMax = 50;
