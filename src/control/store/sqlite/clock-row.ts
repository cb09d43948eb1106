import type { DatabaseSync } from 'node:sqlite';
import type { ClockMark } from '../../clock-mark.ts';

/** Reads the mark of a clock; null before the first one was written. @throws SQLite's error */
export function readClockMark(database: DatabaseSync): ClockMark | null {
  const row = database.prepare('SELECT * FROM clock_mark').get();
  if (row === undefined) return null;
  return {
    steadyMs: Number(row.steady_ms),
    wallMs: Number(row.wall_ms),
    sinceBootMs: Number(row.since_boot_ms),
    boot: String(row.boot),
  };
}

/** @throws SQLite's error */
export function writeClockMark(
  database: DatabaseSync,
  { steadyMs, wallMs, sinceBootMs, boot }: ClockMark,
): void {
  database
    .prepare('INSERT OR REPLACE INTO clock_mark VALUES (1, ?, ?, ?, ?)')
    .run(steadyMs, wallMs, sinceBootMs, boot);
}
