/** What the merge has seen, for people to look at. */
export interface MergeCounts {
  /** Exchanges that came after later ones had been released. */
  readonly late: number;
  /** Exchanges that were released though an active tap had not reported so far. */
  readonly unsure: number;
  /** Exchanges that contradict the stated skew: by the clocks, primary knew what a write made before the write. */
  readonly contradictions: number;
  /** The least skew that explains all requests that name what another tap's write made, in milliseconds. */
  readonly seenSkewMs: number;
  /** Taps whose wall clock was so far ahead of the hub's that it is not used as it is. */
  readonly wrongClocks: number;
}

/** Of several merges. One tap is heard in several partitions, so that the merge with most wrong clocks counts. */
export function joinMergeCounts(all: readonly MergeCounts[]): MergeCounts {
  return {
    late: all.reduce((sum, one) => sum + one.late, 0),
    unsure: all.reduce((sum, one) => sum + one.unsure, 0),
    contradictions: all.reduce((sum, one) => sum + one.contradictions, 0),
    seenSkewMs: Math.max(0, ...all.map((one) => one.seenSkewMs)),
    wrongClocks: Math.max(0, ...all.map((one) => one.wrongClocks)),
  };
}
