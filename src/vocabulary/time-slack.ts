/**
 * By how much shorter than measured each time of an answer may have been, in milliseconds: the thread
 * that measured was at work when the event may have happened, and saw it later. 0 where a time is not known.
 */
export interface TimeSlack {
  /** Of the time to the last byte. */
  readonly totalMs: number;
  /** Of the time to the first byte of the body, or of the first event of a stream. */
  readonly firstMs: number;
  /** Of the longest time in which nothing came. */
  readonly gapMs: number;
}

export const noSlack: TimeSlack = { totalMs: 0, firstMs: 0, gapMs: 0 };
