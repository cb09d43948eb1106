import { z } from 'zod';
import type { PostgresClient } from '../../../postgres/connect.ts';
import type { ClockMark } from '../../clock-mark.ts';
import type { ProcessMark } from '../store.ts';

/** The row of this process in the database. */
export interface ProcessRow {
  /** The number of the last save that was kept. */
  readonly saves: number;
  readonly mark: ProcessMark | null;
  /** Of this process, or of the one that reported last. */
  readonly clock: ClockMark | null;
}

const shed = z.record(z.string(), z.int());
const clock = z.strictObject({
  steadyMs: z.number(),
  wallMs: z.number(),
  sinceBootMs: z.number(),
  boot: z.string(),
});

/**
 * Notes that this process runs. If a save of it is still under way on a lost connection, waits until that save is kept or
 * rolled back.
 *
 * @throws PostgreSQL's error
 */
export async function registerProcess(
  client: PostgresClient,
  instance: string,
): Promise<ProcessRow> {
  await client.query(
    `DELETE FROM parallax.processes WHERE seen_at < now() - interval '30 days' AND instance <> $1`,
    [instance],
  );
  const { rows } = await client.query<{ saves: string; shed: string | null; clock: string | null }>(
    `INSERT INTO parallax.processes (instance, saves) VALUES ($1, 0)
     ON CONFLICT (instance) DO UPDATE SET seen_at = now() RETURNING saves, shed, clock`,
    [instance],
  );
  const [own] = rows;
  const { rows: others } = await client.query<{ clock: string }>(
    'SELECT clock FROM parallax.processes WHERE clock IS NOT NULL ORDER BY seen_at DESC LIMIT 1',
  );
  const clockText = own?.clock ?? others[0]?.clock ?? null;
  const shedText = own?.shed ?? null;
  return {
    saves: Number(own?.saves ?? 0),
    mark: shedText === null ? null : { instance, shed: shed.parse(JSON.parse(shedText)) },
    clock: clockText === null ? null : clock.parse(JSON.parse(clockText)),
  };
}

/**
 * Notes a save, as the first statement of its transaction.
 *
 * @returns false if it is not the next one: another thread saves in the name of this process
 * @throws PostgreSQL's error
 */
export async function noteSave(
  client: PostgresClient,
  instance: string,
  {
    number,
    mark,
    clock,
  }: {
    readonly number: number;
    readonly mark: ProcessMark | null;
    readonly clock: ClockMark;
  },
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'note-save',
    text: `
      UPDATE parallax.processes SET saves = $2, shed = coalesce($3, shed), clock = $4, seen_at = now()
      WHERE instance = $1 AND saves = $2 - 1`,
    values: [
      instance,
      number,
      mark === null ? null : JSON.stringify(mark.shed),
      JSON.stringify(clock),
    ],
  });
  return rowCount === 1;
}
