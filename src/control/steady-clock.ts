import { type ClockMark, resumedMs, type SinceBoot, sinceBoot } from './clock-mark.ts';

/** A clock that cannot be set. */
export interface SteadyClock {
  /** Milliseconds since 1970; runs evenly, whatever happens to the wall clock. */
  readonly now: () => number;
  /**
   * The time of an exchange for evidence: that of the wall clock if it is plausible, else now.
   *
   * @param wallClockMs as the live plane read it
   */
  readonly timeOf: (wallClockMs: number) => number;
  /** The present readings, from which the next process continues. */
  readonly mark: () => ClockMark;
  /** Continues at the present reading of an earlier process's clock. */
  readonly resume: (mark: ClockMark) => void;
  /** The same, but never goes back, for a clock that has already timed something. */
  readonly catchUp: (mark: ClockMark) => void;
}

export interface ClockSources {
  /** Milliseconds since 1970. */
  readonly wall?: () => number;
  /** Monotonic milliseconds. */
  readonly monotonic?: () => number;
  readonly boot?: SinceBoot;
}

/** How much faster or slower it runs, to follow the wall clock. No clock drifts as much. */
const slewShare = 0.001;

/** How long an exchange may run, or wait for the candidate, before it is counted. */
const toleranceMs = 10 * 60_000;

/**
 * Starts at the wall clock and advances by the monotonic clock. The wall clock may be wrong, be set, and leap; a
 * leap must not count as soak or as age. So the steady clock follows it only slowly, and the next process
 * continues from the mark of this one.
 */
export function createSteadyClock({
  wall = Date.now,
  monotonic = () => performance.now(),
  boot = sinceBoot,
}: ClockSources = {}): SteadyClock {
  let steadyMs = wall();
  let readAtMs = monotonic();

  function now(): number {
    const atMs = monotonic();
    const elapsedMs = atMs - readAtMs;
    const slewMsMax = elapsedMs * slewShare;
    const behindMs = wall() - (steadyMs + elapsedMs);
    steadyMs += elapsedMs + Math.max(-slewMsMax, Math.min(slewMsMax, behindMs));
    readAtMs = atMs;
    return Math.round(steadyMs);
  }

  function resume(mark: ClockMark): void {
    steadyMs = resumedMs(mark, wall(), boot());
    readAtMs = monotonic();
  }

  return {
    now,
    mark: () => ({ steadyMs: now(), wallMs: Math.round(wall()), ...boot() }),
    resume,
    catchUp(mark) {
      const beforeMs = now();
      resume(mark);
      steadyMs = Math.max(steadyMs, beforeMs);
    },
    timeOf(wallClockMs) {
      const nowMs = now();
      return Math.abs(wallClockMs - nowMs) <= toleranceMs ? wallClockMs : nowMs;
    },
  };
}
