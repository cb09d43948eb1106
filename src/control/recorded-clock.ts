import { sinceBoot } from './clock-mark.ts';
import type { SteadyClock } from './steady-clock.ts';

export interface RecordedClockOptions {
  /** When the first recording began, milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** A monotonic clock, in milliseconds. */
  readonly monotonic: () => number;
}

/**
 * The clock of a replay. It shows recorded time, however fast exchanges are played, so exchanges that were close in time
 * still are. It starts from the latest exchange and runs on.
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
