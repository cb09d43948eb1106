/** What the planes have to know about exchanges that were recorded. */
export interface ReplayFacts {
  /** Wall clock when the first recording began, milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** A secondary is asked along with the candidate: recorded times alone are no reference, as another machine took them. */
  readonly judgesTimes: boolean;
  /** By which the clocks of two recorders may differ, in milliseconds; 0 where there was only one. */
  readonly clockSkewMs: number;
}
