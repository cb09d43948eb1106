import { z } from 'zod';
import { advisoryLocks } from '../../../postgres/advisory-locks.ts';
import type { PostgresClient } from '../../../postgres/connect.ts';
import { type Epoch, type EpochCause, epochsMax } from '../../epoch.ts';
import { readText, storedText } from './stored-text.ts';

/** The epochs of a fleet as they are in the database. */
export interface EpochList {
  /** Goes up whenever the list or the current epoch changes. */
  readonly turn: string;
  /** The key of the current one; null before the first. */
  readonly current: string | null;
  /** The newest first. */
  readonly epochs: readonly Epoch[];
  /** The epochs, by key. */
  readonly ids: ReadonlyMap<string, number>;
}

/** Keeps others from changing the list until the transaction ends. @throws PostgreSQL's error */
export async function lockEpochs(client: PostgresClient, toChange: boolean): Promise<void> {
  const lock = toChange ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  await client.query(`SELECT ${lock}($1)`, [advisoryLocks.epochs]);
}

/** @throws PostgreSQL's error */
export async function readEpochs(client: PostgresClient): Promise<EpochList> {
  const { rows } = await client.query<EpochRow>({
    name: 'read-epochs',
    text: `
      SELECT fleet.turn::text AS turn, fleet.current_epoch, epochs.*
      FROM parallax.fleet LEFT JOIN parallax.epochs ON true ORDER BY newness DESC`,
  });
  const [first] = rows;
  const found = rows.filter(({ id }) => id !== null);
  const current = first?.current_epoch ?? null;
  return {
    turn: first?.turn ?? '0',
    current: current === null ? null : readText(current),
    epochs: found.map(epochOf),
    ids: new Map(found.map(({ key, id }) => [readText(key), id ?? 0])),
  };
}

/**
 * Writes the list of one process, under the lock.
 *
 * @returns false if this would drop an epoch that the process believed to be empty and that is not
 * @throws PostgreSQL's error
 */
export async function writeEpochs(
  client: PostgresClient,
  known: EpochList,
  epochs: readonly Epoch[],
  current: Epoch,
): Promise<boolean> {
  const startOf = new Map(epochs.map(({ key, startedAtMs }) => [key, startedAtMs]));
  const gone = known.epochs.filter(({ key, startedAtMs }) => startOf.get(key) !== startedAtMs);
  const left = known.epochs.filter((epoch) => !gone.includes(epoch));
  // Of a full list, the oldest are dropped, whatever they contain.
  const tooOldFrom = epochs.length < epochsMax ? known.epochs.length : lengthUpTo(known, left);
  const replaced = gone.filter((epoch) => known.epochs.indexOf(epoch) < tooOldFrom);
  const idOf = ({ key }: Epoch): number => known.ids.get(key) ?? 0;
  if (await hasCompared(client, replaced.map(idOf))) return false;
  await client.query('DELETE FROM parallax.epochs WHERE id = ANY($1)', [gone.map(idOf)]);
  const leftKeys = new Set(left.map(({ key }) => key));
  for (const epoch of epochs.toReversed()) {
    if (!leftKeys.has(epoch.key)) await insertEpoch(client, epoch);
  }
  await client.query('UPDATE parallax.fleet SET turn = turn + 1, current_epoch = $1', [
    storedText(current.key),
  ]);
  return true;
}

/** Writes the changeable parts of an epoch that is in the list. @throws PostgreSQL's error */
export async function updateEpoch(client: PostgresClient, id: number, epoch: Epoch): Promise<void> {
  const { mayBeReplacedAtMs, candidate, apart } = epoch;
  await client.query(
    `UPDATE parallax.epochs SET candidate = coalesce(candidate, $2), apart = $3,
       may_be_replaced_at_ms = coalesce(may_be_replaced_at_ms, $4)
     WHERE id = $1`,
    [
      id,
      candidate === null ? null : storedText(candidate),
      JSON.stringify(apart),
      mayBeReplacedAtMs,
    ],
  );
}

interface EpochRow {
  readonly turn: string;
  readonly current_epoch: string | null;
  /** Null where there is no epoch. */
  readonly id: number | null;
  readonly key: string;
  readonly version: string;
  readonly started_at_ms: number;
  readonly started_because: string;
  readonly may_be_replaced_at_ms: number | null;
  readonly candidate: string | null;
  readonly apart: string;
}

const spans = z.array(z.strictObject({ startedAtMs: z.number(), untilMs: z.number() }));

function epochOf(row: EpochRow): Epoch {
  return {
    key: readText(row.key),
    version: readText(row.version),
    startedAtMs: row.started_at_ms,
    startedBecause: row.started_because as EpochCause,
    mayBeReplacedAtMs: row.may_be_replaced_at_ms,
    candidate: row.candidate === null ? null : readText(row.candidate),
    apart: spans.parse(JSON.parse(row.apart)),
  };
}

async function insertEpoch(client: PostgresClient, epoch: Epoch): Promise<void> {
  const { candidate } = epoch;
  await client.query(
    `INSERT INTO parallax.epochs (key, version, started_at_ms, started_because, newness,
       may_be_replaced_at_ms, candidate, apart)
     VALUES ($1, $2, $3, $4, (SELECT coalesce(max(newness), 0) + 1 FROM parallax.epochs), $5, $6, $7)`,
    [
      storedText(epoch.key),
      storedText(epoch.version),
      epoch.startedAtMs,
      epoch.startedBecause,
      epoch.mayBeReplacedAtMs,
      candidate === null ? null : storedText(candidate),
      JSON.stringify(epoch.apart),
    ],
  );
}

/** The number of epochs in a list up to the oldest of these. */
function lengthUpTo({ epochs }: EpochList, some: readonly Epoch[]): number {
  return epochs.findLastIndex((epoch) => some.includes(epoch)) + 1;
}

/** Whether anything was compared in one of these epochs, by whichever process. */
async function hasCompared(client: PostgresClient, ids: readonly number[]): Promise<boolean> {
  if (ids.length === 0) return false;
  const { rowCount } = await client.query(
    `SELECT 1 FROM parallax.routes JOIN parallax.counters ON counters.route = routes.id
     WHERE routes.epoch = ANY($1) AND routes.route = '' AND counters.key = 'coverage'
       AND counters.counts[5] > 0`,
    [ids],
  );
  return rowCount !== 0;
}
