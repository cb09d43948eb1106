import type { DatabaseSync } from 'node:sqlite';
import { type ClockMark, resumedMs, type SinceBoot } from '../clock-mark.ts';
import { readClockMark, writeClockMark } from '../store/sqlite/clock-row.ts';

/** Milliseconds since 1970: of a clock that cannot leap, and of the wall clock. */
export interface ArchiveClock {
  readonly now: () => number;
  readonly wallNow: () => number;
  readonly sinceBoot?: SinceBoot;
}

/** What the age of kept exchanges is measured by. */
export interface AgeClock {
  now(): number;
  /** Writes down how old they are. To be called in a transaction. */
  save(): void;
}

/** A killed process loses no more of their age than this. */
const saveEveryMs = 60_000;

/**
 * Between two processes, what cannot be measured makes exchanges older by no more than this: the wall clock
 * may have been set meanwhile.
 */
const pauseMsMax = 3_600_000;

const unknownBoot: SinceBoot = () => ({ sinceBootMs: 0, boot: '' });

/** Goes on from what the file says: else a leap of the wall clock made all exchanges older, or younger. */
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

/** An earlier version wrote by how much its clock was apart from the wall clock. */
function offsetBefore(database: DatabaseSync): number {
  const isThere = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'age_clock'").get();
  if (isThere === undefined) return 0;
  return Number(database.prepare('SELECT offset_ms FROM age_clock').get()?.offset_ms ?? 0);
}
