import type { DatabaseSync } from 'node:sqlite';

/** Milliseconds since 1970: of a clock that cannot leap, and of the wall clock. */
export interface ArchiveClock {
  readonly now: () => number;
  readonly wallNow: () => number;
}

/** What the age of kept exchanges is measured by. */
export interface AgeClock {
  now(): number;
  /** To be called in a transaction. */
  save(): void;
}

/** A difference from the wall clock that is as small is not worth a write. */
const offsetMsMin = 60_000;

/**
 * After a leap of the wall clock the two clocks stand apart. The file remembers by how much: else the
 * next process, which starts at the wall clock, would take all exchanges for as much older.
 */
export function openAgeClock(database: DatabaseSync, { now, wallNow }: ArchiveClock): AgeClock {
  const row = database.prepare('SELECT offset_ms FROM age_clock').get();
  let savedMs = Number(row?.offset_ms ?? 0);
  const atStartMs = savedMs;
  const update = database.prepare('UPDATE age_clock SET offset_ms = ?');
  const nowMs = (): number => now() + atStartMs;

  return {
    now: nowMs,
    save() {
      const offsetMs = nowMs() - wallNow();
      if (Math.abs(offsetMs - savedMs) < offsetMsMin) return;
      update.run(offsetMs);
      savedMs = offsetMs;
    },
  };
}
