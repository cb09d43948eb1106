import { readFileSync } from 'node:fs';

/** A client's connection and the one to primary. */
const descriptorsPerClient = 2;

/**
 * How many descriptors this process may have; null if unknown. Past that, Node closes new connections of
 * clients without an event.
 */
export function descriptorLimit(): number | null {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
    return soft === undefined ? null : Number(soft);
  } catch {
    return null;
  }
}

/** Whether the descriptors are enough for this many clients. */
export function isEnoughFor(connections: number, descriptors: number | null): boolean {
  return descriptors === null || descriptors >= descriptorsPerClient * connections;
}
