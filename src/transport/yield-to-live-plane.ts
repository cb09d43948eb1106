import { setPriority } from 'node:os';

/** A tenth of what the live plane's thread gets if both want all of a core. */
const niceness = 10;

/**
 * On Linux a priority is a thread's own: where there are fewer cores than threads, clients come
 * first and the copies of their requests wait, or are shed.
 */
export function yieldToLivePlane(): void {
  try {
    setPriority(niceness);
  } catch {
    // A system that forbids it gives every thread the same share.
  }
}
