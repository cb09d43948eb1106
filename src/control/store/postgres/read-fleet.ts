import type { Postgres, PostgresClient } from '../../../postgres/connect.ts';
import { type EpochList, readEpochs } from './epoch-rows.ts';
import { type RouteTotals, readTotals } from './evidence-rows.ts';
import { readRecords, type StoredRecord } from './operator-rows.ts';
import { readProofs, type StoredProof } from './proof-rows.ts';

/** The rows of the database at one moment. */
export interface FleetRead {
  /** The oldest transaction that was under way: the next read must start there. */
  readonly horizon: string;
  readonly list: EpochList;
  readonly totals: readonly RouteTotals[];
  readonly proofs: readonly StoredProof[];
  readonly records: readonly StoredRecord[];
}

interface Asked {
  /** By the key of an epoch, the transaction to begin at; `0` for all. */
  readonly since: ReadonlyMap<string, string>;
  readonly recordsSince: string;
  /** Whether to read all of the current epoch where it is not among these. */
  readonly alsoCurrent: boolean;
}

/** Reads the changes since the last read. @throws PostgreSQL's error */
export function readFleet(
  postgres: Postgres,
  { since, recordsSince, alsoCurrent }: Asked,
): Promise<FleetRead> {
  return postgres.transaction(async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const horizon = await readHorizon(client);
    const list = await readEpochs(client);
    const byId = new Map<number, string>();
    for (const [key, id] of list.ids) {
      const from = since.get(key) ?? (alsoCurrent && key === list.current ? '0' : null);
      if (from !== null) byId.set(id, from);
    }
    return {
      horizon,
      list,
      totals: await readTotals(client, byId),
      proofs: await readProofs(client, byId),
      records: await readRecords(client, recordsSince),
    };
  });
}

/** The size of the tables on disk, in bytes. @throws PostgreSQL's error */
export async function readBytes(postgres: Postgres): Promise<number> {
  const { rows } = await postgres.query<{ bytes: string }>(
    `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) AS bytes
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'parallax' AND c.relkind = 'r'`,
  );
  return Number(rows[0]?.bytes ?? 0);
}

async function readHorizon(client: PostgresClient): Promise<string> {
  const { rows } = await client.query<{ horizon: string }>(
    'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon',
  );
  return rows[0]?.horizon ?? '0';
}
