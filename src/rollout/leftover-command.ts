import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { OpenRun } from './environment-track.ts';
import { endGroup, startTicksOf } from './process-group.ts';

const lookAgainMs = 100;

/**
 * Waits until a command of an earlier process has certainly ended: its later effects would undo what is done
 * now. A process of this machine may end by itself until its timeout, and is killed then. If nothing is known
 * about the process, waits for its timeout.
 *
 * @param timeoutMs of the command, counted from its start
 * @returns at once if the signal is aborted
 */
export async function awaitLeftover(
  { begin, started }: OpenRun,
  timeoutMs: number,
  now: () => Date,
  signal: AbortSignal,
): Promise<void> {
  const beganAt = Date.parse(begin.at);
  const known = knownProcess(started);
  const runs = (): boolean => known === null || startTicksOf(known.pid) === known.startTicks;
  // By the clock of this process as well: that of the machine may have been set back.
  const deadline = performance.now() + timeoutMs;
  while (runs() && !signal.aborted) {
    if (performance.now() >= deadline || now().getTime() - beganAt >= timeoutMs) {
      if (known !== null) await endGroup(known.pid, untilOver(runs));
      return;
    }
    await pause(lookAgainMs);
  }
}

/**
 * Until when a command of an earlier process may run, if nothing is known about its process; null if the
 * process is known, so that `awaitLeftover` can end it.
 *
 * @param timeoutMs of the command, counted from its start
 */
export function mayRunUntil({ begin, started }: OpenRun, timeoutMs: number): number | null {
  return knownProcess(started) === null ? Date.parse(begin.at) + timeoutMs : null;
}

/** A process of this machine that can be distinguished from a later one with the same id. */
function knownProcess(started: OpenRun['started']) {
  if (started === null || started.host !== hostname()) return null;
  const { pid, startTicks } = started;
  return startTicks === null ? null : { pid, startTicks };
}

async function untilOver(runs: () => boolean): Promise<void> {
  while (runs()) await pause(lookAgainMs);
}
