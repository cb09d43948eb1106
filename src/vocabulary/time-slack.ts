/**
 * By how much shorter than measured each time of an answer may have been, in milliseconds: the thread
 * that measured may have been at work when the event happened, and saw it later. 0 if a time is not known.
 */
export interface TimeSlack {
  /** Of the time to the last byte. */
  readonly totalMs: number;
  /** Of the time to the first byte of the body, or of the first event of a stream. */
  readonly firstMs: number;
  /** Of the longest time without a byte. */
  readonly gapMs: number;
}

export const noSlack: TimeSlack = { totalMs: 0, firstMs: 0, gapMs: 0 };
