export interface BenchOptions {
  /** Of load, per program and round. */
  readonly seconds: number;
  readonly rounds: number;
}
