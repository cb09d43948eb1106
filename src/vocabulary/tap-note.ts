/** One start of a tap. */
export interface TapIdentity {
  /** Eight hexadecimal digits, random for each start. */
  readonly instance: string;
  readonly host: string;
  /** Of Parallax. */
  readonly version: string;
}

/** A write that was under way on primary when a tap wrote its note. */
export interface OpenWrite {
  /** The sequence that its exchange will have. */
  readonly sequence: number;
  /** As in its exchange: milliseconds on the tap's monotonic clock. */
  readonly startedAt: number;
}

/** What a tap states with each message about itself, in the order of its messages. */
export interface TapNote {
  /**
   * Every exchange of this tap and partition that ended before this has been published: milliseconds on the tap's
   * monotonic clock.
   */
  readonly completeTo: number;
  /** The tap's wall clock minus its monotonic clock, in milliseconds. */
  readonly wallOffsetMs: number;
  /** In the order of their start. */
  readonly openWrites: readonly OpenWrite[];
  /** What was shed by reason since the tap's start; empty in every partition but the first. */
  readonly shed: Readonly<Record<string, number>>;
  /** Nothing follows: the tap ends in an orderly way. Absent elsewhere. */
  readonly isLast?: true;
}
