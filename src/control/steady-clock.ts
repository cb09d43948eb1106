import { type ClockMark, resumedMs, type SinceBoot, sinceBoot } from './clock-mark.ts';

/** A clock that nobody can set. */
export interface SteadyClock {
  /** Milliseconds since 1970; goes on evenly, whatever happens to the wall clock. */
  readonly now: () => number;
  /**
   * When an exchange was, for evidence: as the wall clock had it where that can be trusted, and else now.
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
  /** Milliseconds since whenever; nobody can set it. */
  readonly monotonic?: () => number;
  readonly boot?: SinceBoot;
}

/** So much faster or slower it goes, to follow the wall clock. No clock drifts as much. */
const slewShare = 0.001;

/** An exchange may be under way, or wait for the candidate, for so long before it is counted. */
const toleranceMs = 10 * 60_000;

/**
 * Starts at the wall clock and advances by the monotonic clock. The wall clock may be wrong, be set, and
 * leap: that is no time in which traffic was watched, and makes nothing older. Hence it is followed only
 * slowly, and the next process continues from the mark of this one.
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
