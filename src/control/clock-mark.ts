import { readFileSync } from 'node:fs';

/** What the clocks read at one moment, written down for the next process. Milliseconds. */
export interface ClockMark {
  /** On the clock that cannot leap. */
  readonly steadyMs: number;
  readonly wallMs: number;
  /** Since the machine was started. */
  readonly sinceBootMs: number;
  /** Of that start of the machine; empty where it has no name. */
  readonly boot: string;
}

/** How long the machine has been up, which nobody can set. */
export type SinceBoot = () => Pick<ClockMark, 'sinceBootMs' | 'boot'>;

const boot = bootName();

/** The same clock in all processes, from one start of the machine to the next. */
export const sinceBoot: SinceBoot = () => ({
  sinceBootMs: Math.round(Number(process.hrtime.bigint()) / 1e6),
  boot,
});

/**
 * Where the clock of an earlier process is by now: never before its mark. Between two processes on one
 * start of the machine the time is known; else the wall clock says it, which may have been set meanwhile.
 *
 * @param pauseMsMax what the wall clock is believed at most
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
