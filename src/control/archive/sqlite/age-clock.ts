import type { DatabaseSync } from 'node:sqlite';
import { type ClockMark, resumedMs, type SinceBoot } from '../../clock-mark.ts';
import { readClockMark, writeClockMark } from '../../store/sqlite/clock-row.ts';

/** Milliseconds since 1970: of the steady clock, and of the wall clock. */
export interface ArchiveClock {
  readonly now: () => number;
  readonly wallNow: () => number;
  readonly sinceBoot?: SinceBoot;
}

/** The clock that measures the age of kept exchanges. */
export interface AgeClock {
  now(): number;
  /** Saves the reading of the clock. Call it in a transaction. */
  save(): void;
}

/** A killed process loses at most this much of their age. */
const saveEveryMs = 60_000;

/**
 * A pause between two processes that only the wall clock can measure ages exchanges by at most this: somebody
 * may have set the clock meanwhile.
 */
const pauseMsMax = 3_600_000;

const unknownBoot: SinceBoot = () => ({ sinceBootMs: 0, boot: '' });

/** Continues from the mark in the file: otherwise a leap of the wall clock would change the age of all exchanges. */
export function openAgeClock(
  database: DatabaseSync,
  { now, wallNow, sinceBoot = unknownBoot }: ArchiveClock,
): AgeClock {
  let saved = readClockMark(database);
  const offsetMs = saved === null ? offsetBefore(database) : resumed(saved) - now();

  function resumed(mark: ClockMark): number {
    return resumedMs(mark, wallNow(), sinceBoot(), pauseMsMax);
  }

  function isWorthSaving(mark: ClockMark): boolean {
    if (saved === null) return true;
    const elapsedMs = mark.steadyMs - saved.steadyMs;
    const leapMs = mark.wallMs - saved.wallMs - elapsedMs;
    return elapsedMs >= saveEveryMs || Math.abs(leapMs) >= saveEveryMs;
  }

  return {
    now: () => now() + offsetMs,
    save() {
      const steadyMs = Math.round(now() + offsetMs);
      const mark = { steadyMs, wallMs: Math.round(wallNow()), ...sinceBoot() };
      if (!isWorthSaving(mark)) return;
      writeClockMark(database, mark);
      saved = mark;
    },
  };
}

/** An earlier version saved the offset of its clock from the wall clock. */
function offsetBefore(database: DatabaseSync): number {
  const isThere = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'age_clock'").get();
  if (isThere === undefined) return 0;
  return Number(database.prepare('SELECT offset_ms FROM age_clock').get()?.offset_ms ?? 0);
}
