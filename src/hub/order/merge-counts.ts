/** Counts of the merge, for people. */
export interface MergeCounts {
  /** Exchanges that arrived after later ones had been released. */
  readonly late: number;
  /** Exchanges that were released before an active tap had reported up to their end. */
  readonly unsure: number;
  /**
   * Exchanges that contradict the configured skew: by the clocks, primary knew what a write made before the
   * write.
   */
  readonly contradictions: number;
  /**
   * The smallest skew that explains all requests that name what another tap's write made, in milliseconds.
   */
  readonly seenSkewMs: number;
  /** Taps whose wall clock was so far ahead of the hub's that it is corrected. */
  readonly wrongClocks: number;
}

/**
 * Joins the counts of several merges. One tap is heard in several partitions, so the largest count of wrong
 * clocks is used.
 */
export function joinMergeCounts(all: readonly MergeCounts[]): MergeCounts {
  return {
    late: all.reduce((sum, one) => sum + one.late, 0),
    unsure: all.reduce((sum, one) => sum + one.unsure, 0),
    contradictions: all.reduce((sum, one) => sum + one.contradictions, 0),
    seenSkewMs: Math.max(0, ...all.map((one) => one.seenSkewMs)),
    wrongClocks: Math.max(0, ...all.map((one) => one.wrongClocks)),
  };
}
