import { readFileSync } from 'node:fs';

/** A client's connection and the one to primary. */
const descriptorsPerClient = 2;

/**
 * How many descriptors the system gives this process; null where it does not say. Past that, clients'
 * connections are closed, and Node has no event for it.
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

/** Whether so many clients can be served with so many descriptors. */
export function isEnoughFor(connections: number, descriptors: number | null): boolean {
  return descriptors === null || descriptors >= descriptorsPerClient * connections;
}
