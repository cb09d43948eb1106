import type { Leg } from './pair.ts';

/** What deployments made of a write: if its hub dies, the next owner of the partition reads it, and never sends the write. */
export interface RecordedAnswer {
  /** Of the exchange, in the fleet. */
  readonly sequence: number;
  /** Answered or failed: a write that was not sent has no record. */
  readonly candidate: Leg;
  /** Null where the secondary was not asked, or its answer says nothing. */
  readonly secondary: Leg | null;
}

/** Records by the sequence of their exchange. */
export type RecordedAnswers = ReadonlyMap<number, RecordedAnswer>;

export const noRecordedAnswers: RecordedAnswers = new Map();

/** Records of one tenure as they go from the shadow plane to the intake. */
export interface AnswerBatch {
  readonly tenure: number;
  readonly sequences: readonly number[];
  /** Rows of `recordedAnswerShape`. */
  readonly packed: Uint8Array;
}
