/**
 * A tap of the fleet fell silent: what primary did through it meanwhile is unknown to everybody. Times are those of the
 * fleet, in milliseconds.
 */
export interface UnseenSpan {
  /** Stands for the exchange that is unknown: the first write that was open by the tap's last note. */
  readonly cause: number;
  /** Everything that ended before is known. */
  readonly from: number;
  /** When the hub stopped waiting for the tap. */
  readonly to: number;
  /**
   * How many writes the tap may have had under way or unpublished: those that were open, and for each second
   * in which the hub waited for the tap, as many as ended in its last second. 0 ends the span with this cause: the tap was
   * heard again.
   */
  readonly writesMax: number;
}
