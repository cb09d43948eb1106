/** The tenure of a process that is no hub: it owns the whole world for as long as it runs. */
export const soleTenure = 0;

/** A partition of the world that a hub owns under one term of its lease. */
export interface Tenure {
  /** Counts up from 1 in this process; each partition and term has its own. */
  readonly tenure: number;
  readonly partition: number;
  /** Fences what the hub writes: a later owner has a higher term. */
  readonly term: number;
}
