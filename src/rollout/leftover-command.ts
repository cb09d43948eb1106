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
  const startTicks = started?.startTicks ?? null;
  const pid = started !== null && started.host === hostname() ? started.pid : null;
  const isKnown = pid !== null && startTicks !== null;
  const runs = (): boolean => !isKnown || startTicksOf(pid) === startTicks;
  // By the clock of this process as well: that of the machine may have been set back.
  const deadline = performance.now() + timeoutMs;
  while (runs() && !signal.aborted) {
    if (performance.now() >= deadline || now().getTime() - beganAt >= timeoutMs) {
      if (isKnown) await endGroup(pid, untilOver(runs));
      return;
    }
    await pause(lookAgainMs);
  }
}

async function untilOver(runs: () => boolean): Promise<void> {
  while (runs()) await pause(lookAgainMs);
}
