import { readFileSync } from 'node:fs';

/** The readings of the clocks at one moment, saved for the next process, in milliseconds. */
export interface ClockMark {
  /** By the steady clock. */
  readonly steadyMs: number;
  readonly wallMs: number;
  /** Since the machine was started. */
  readonly sinceBootMs: number;
  /** The id of that start of the machine; empty if unknown. */
  readonly boot: string;
}

/** How long the machine has been up. It cannot be set. */
export type SinceBoot = () => Pick<ClockMark, 'sinceBootMs' | 'boot'>;

const boot = bootName();

/** The same clock in all processes until the machine restarts. */
export const sinceBoot: SinceBoot = () => ({
  sinceBootMs: Math.round(Number(process.hrtime.bigint()) / 1e6),
  boot,
});

/**
 * The present reading of an earlier process's clock, never before its mark. The uptime of the machine measures
 * the pause. If the machine restarted, only the wall clock does, which may have been set meanwhile.
 *
 * @param pauseMsMax the longest pause to take from the wall clock
 */
export function resumedMs(
  mark: ClockMark,
  wallMs: number,
  now: ReturnType<SinceBoot>,
  pauseMsMax = Number.POSITIVE_INFINITY,
): number {
  const elapsedMs = now.sinceBootMs - mark.sinceBootMs;
  const isSameBoot = mark.boot !== '' && mark.boot === now.boot && elapsedMs >= 0;
  const pauseMs = isSameBoot ? elapsedMs : Math.min(Math.max(0, wallMs - mark.wallMs), pauseMsMax);
  return mark.steadyMs + pauseMs;
}

function bootName(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
