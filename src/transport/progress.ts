/** Set by the supervisor; null on a thread that nobody supervises. */
let counter: Int32Array | null = null;

/** @param memory of one 32-bit number */
export function countProgressIn(memory: SharedArrayBuffer): void {
  counter = new Int32Array(memory);
}

/**
 * A piece of work is done, whatever comes next. A thread that gets little of a busy machine's time may take
 * long to answer a heartbeat that waits behind its work; by this its supervisor distinguishes it from one that hangs.
 */
export function noteProgress(): void {
  // Nobody else writes: losing the order of these is losing nothing.
  if (counter !== null) counter[0] = (counter[0] ?? 0) + 1;
}
