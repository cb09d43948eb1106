/** Counted exchanges of one tenure, whose effect on the candidate comes later. */
export interface TenureEffects {
  readonly tenure: number;
  /** From now on they wait for their effect. */
  readonly awaited: readonly number[];
  /** They wait no more: the candidate has done them, or never will. */
  readonly done: readonly number[];
}
