import { sinceBoot } from './clock-mark.ts';
import type { SteadyClock } from './steady-clock.ts';

export interface RecordedClockOptions {
  /** When the first recording began, milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** Milliseconds since whenever; nobody can set it. */
  readonly monotonic: () => number;
}

/**
 * The clock of a replay: exchanges were when they were recorded, however fast they are played, so that what hangs
 * together in time still does. It is as late as the latest exchange, and goes on from there.
 */
export function createRecordedClock({ startedAtMs, monotonic }: RecordedClockOptions): SteadyClock {
  let latestMs = startedAtMs;
  let seenAtMs = monotonic();
  const now = (): number => Math.round(latestMs + monotonic() - seenAtMs);
  return {
    now,
    mark: () => ({ steadyMs: now(), wallMs: now(), ...sinceBoot() }),
    resume: () => undefined,
    catchUp: () => undefined,
    timeOf(wallClockMs) {
      if (wallClockMs > now()) {
        latestMs = wallClockMs;
        seenAtMs = monotonic();
      }
      return wallClockMs;
    },
  };
}
