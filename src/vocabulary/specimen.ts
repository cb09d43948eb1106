import { differenceKinds } from './difference.ts';
import type { Identity } from './identities.ts';

/** Of the target of a request, at most so many characters are shown. */
export const shownTargetCharsMax = 2048;

/**
 * A mismatching exchange as people are shown it: redacted, and bounded in size. Everything in it was
 * sent by someone: it is to be escaped wherever it is shown.
 */
export interface Specimen {
  readonly request: SpecimenRequest;
  readonly primary: SpecimenResponse;
  /** Null where the candidate gave no whole answer. */
  readonly candidate: SpecimenResponse | null;
  readonly times: SpecimenTimes;
  /** Of what is known of the identities in it, that which is shown in the messages anyway. */
  readonly identities: readonly Identity[];
  /** Null if there is only one body, or if an earlier version kept the exchange. */
  readonly alignment: SpecimenAlignment | null;
}

/** How the comparer paired the lines of the two bodies. */
export interface SpecimenAlignment {
  /** In display order; each shown line is in one of them. */
  readonly stretches: readonly AlignedStretch[];
  /** There are more lines. */
  readonly cut: boolean;
}

/**
 * Consecutive lines on both sides: the index of the first line on each side, as `bodyLines` counts, or -1 if a side
 * has none; their number; and the mark of the comparer, null for equal lines.
 */
export type AlignedStretch = readonly [
  primary: number,
  candidate: number,
  count: number,
  mark: LineMark | null,
];

/** Why lines with different text are no difference. */
const passed = [
  'same id', // each deployment's own name for one thing
  'same time', // each fits the clock of its own deployment
  'same value', // written in another way, such as 1.0 and 1.00
  'excluded by rule',
  'noise', // the secondary answered differently there
  'excused', // explained by an earlier or an overlapping exchange
  'not compared', // a limit ended the comparison before
  'not recorded', // the recording has a placeholder for a secret
] as const;

/** The comparer's finding for lines with different text. */
export const lineMarks = [...differenceKinds, ...passed] as const;

export type LineMark = (typeof lineMarks)[number];

export interface SpecimenRequest {
  readonly method: string;
  readonly target: string;
  /** Names and values in wire order. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: SpecimenBody;
}

export interface SpecimenResponse {
  readonly status: number;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: SpecimenBody;
}

export interface SpecimenBody {
  /** How `text` is to be read; there is none of `binary`, `unread` and `empty` bodies. */
  readonly kind: 'json' | 'text' | 'binary' | 'unread' | 'empty';
  readonly text: string;
  /** Of the whole body, as captured. */
  readonly bytes: number;
  /** The text leaves something out. */
  readonly cut: boolean;
}

/** Milliseconds on the live thread's clock since the first request byte; null where not known. */
export interface SpecimenTimes {
  readonly sentMs: number | null;
  readonly firstByteMs: number | null;
  readonly endedMs: number | null;
}
