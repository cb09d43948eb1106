import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** The time from SIGTERM to SIGKILL. */
const graceMs = 5000;

/**
 * Ends a process and its group: SIGTERM, and SIGKILL to all remaining processes when the process has ended,
 * or 5 s later.
 *
 * @param pid the leader of the group
 * @param ended resolves when the leader has ended
 */
export async function endGroup(pid: number, ended: Promise<unknown>): Promise<void> {
  signalGroup(pid, 'SIGTERM');
  const over = new AbortController();
  const grace = pause(graceMs, undefined, { signal: over.signal }).catch(() => {});
  await Promise.race([ended, grace]);
  over.abort();
  signalGroup(pid, 'SIGKILL');
}

/**
 * Distinguishes a process from a later one with the same id: its start, in clock ticks since the machine
 * started. Null if the system has no `/proc`, or no such process.
 */
export function startTicksOf(pid: number): string | null {
  try {
    // The name, in parentheses, may contain any characters.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const isOver = fields[0] === 'Z' || fields[0] === 'X';
    return isOver ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // No process of the group is left.
  }
}
