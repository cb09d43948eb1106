/** A request that is to be sent to both deployments once more, since somebody wants to see it again. */
export interface ReplayRequest {
  /** Counts from 1. Its exchange has the same number, negative: it is no traffic, and no evidence. */
  readonly number: number;
  /** In whose world it is sent. */
  readonly tenure: number;
  /** As a client would send it, and without a body. */
  readonly head: Uint8Array;
}

/** @param sequence of an exchange */
export function isReplay(sequence: number): boolean {
  return sequence < 0;
}
