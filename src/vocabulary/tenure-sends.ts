/** Exchanges of one tenure that are to be sent, or may be. */
export interface TenureSends {
  readonly tenure: number;
  /** Of the exchanges, in the fleet. */
  readonly sequences: readonly number[];
}
