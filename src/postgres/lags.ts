import type { LagSecond } from '../vocabulary/lag-record.ts';
import type { PostgresClient } from './connect.ts';
import type { LearnedDeployment } from './identity-chunks.ts';

/** Widens the saved lags of these seconds, in order: several hubs may save the same ones. */
export async function widenLags(
  client: PostgresClient,
  deployment: LearnedDeployment,
  seconds: readonly LagSecond[],
): Promise<void> {
  await client.query(
    `INSERT INTO parallax.lags AS lag (deployment, second, from_ms, to_ms, least_ms, most_ms)
     SELECT $1, * FROM unnest($2::bigint[], $3::integer[], $4::integer[], $5::integer[], $6::integer[])
     ON CONFLICT (deployment, second) DO UPDATE SET
       from_ms = least(lag.from_ms, excluded.from_ms), to_ms = greatest(lag.to_ms, excluded.to_ms),
       least_ms = least(lag.least_ms, excluded.least_ms),
       most_ms = greatest(lag.most_ms, excluded.most_ms)`,
    [
      deployment,
      seconds.map(({ second }) => second),
      seconds.map(({ fromMs }) => fromMs),
      seconds.map(({ toMs }) => toMs),
      seconds.map(({ leastMs }) => leastMs),
      seconds.map(({ mostMs }) => mostMs),
    ],
  );
}

/** Removes the lags of earlier seconds. */
export async function deleteLagsBefore(client: PostgresClient, second: number): Promise<void> {
  await client.query('DELETE FROM parallax.lags WHERE second < $1', [second]);
}

/** The saved lags since a second. */
export async function readLags(
  client: PostgresClient,
  deployment: LearnedDeployment,
  fromSecond: number,
): Promise<readonly LagSecond[]> {
  const { rows } = await client.query<Record<Column, string | number>>(
    `SELECT second, from_ms, to_ms, least_ms, most_ms FROM parallax.lags
     WHERE deployment = $1 AND second >= $2`,
    [deployment, fromSecond],
  );
  return rows.map((row) => ({
    second: Number(row.second),
    fromMs: Number(row.from_ms),
    toMs: Number(row.to_ms),
    leastMs: Number(row.least_ms),
    mostMs: Number(row.most_ms),
  }));
}

type Column = 'second' | 'from_ms' | 'to_ms' | 'least_ms' | 'most_ms';
