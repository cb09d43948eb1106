/** Facts about the recorded exchanges that the planes need. */
export interface ReplayFacts {
  /** Wall clock when the first recording began, milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** Whether there is a secondary: recorded times are no reference, because they come from another machine. */
  readonly judgesTimes: boolean;
  /** Whether primary is asked now, in place of its recorded answers. */
  readonly asksPrimary: boolean;
  /** How far the clocks of recorders and taps may differ, in milliseconds; 0 if there was only one. */
  readonly clockSkewMs: number;
  /** Whether recorded answers may have placeholders in place of secrets. */
  readonly hasPlaceholders: boolean;
}
