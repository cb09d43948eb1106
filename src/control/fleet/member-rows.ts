import type { PostgresClient } from '../../postgres/connect.ts';
import { readText, storedText } from '../store/postgres/stored-text.ts';
import { awayAfterMs, forgottenAfterMs, type Member, type SeenMember } from './member.ts';

/** A member, and how long ago it reported, in milliseconds. */
export interface HeardMember extends Member {
  readonly unseenMs: number;
}

/**
 * Writes the known members. A later report of another process stays, but not one from the future: the server's clock was
 * set back since then.
 *
 * @throws PostgreSQL's error
 */
export async function writeMembers(
  client: PostgresClient,
  members: readonly HeardMember[],
): Promise<void> {
  await client.query(
    `INSERT INTO parallax.members AS known
       (instance, role, host, version, last_seen_at, lag_ms, shed, partitions)
     SELECT instance, role, host, version, now() - unseen_ms * interval '1 millisecond',
       lag_ms, shed, partitions
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::float8[],
       $7::bigint[], $8::integer[])
       AS heard (instance, role, host, version, unseen_ms, lag_ms, shed, partitions)
     ORDER BY instance
     ON CONFLICT (instance) DO UPDATE SET role = excluded.role, host = excluded.host,
       version = excluded.version, last_seen_at = excluded.last_seen_at,
       lag_ms = excluded.lag_ms, shed = excluded.shed, partitions = excluded.partitions
     WHERE known.last_seen_at <= excluded.last_seen_at OR known.last_seen_at > clock_timestamp()`,
    [
      members.map(({ instance }) => storedText(instance)),
      members.map(({ role }) => role),
      members.map(({ host }) => storedText(host)),
      members.map(({ version }) => storedText(version)),
      members.map(({ unseenMs }) => unseenMs),
      members.map(({ lagMs }) => lagMs),
      members.map(({ shed }) => shed),
      members.map(({ partitions }) => partitions),
    ],
  );
}

/** Deletes members that were not seen for a day. @throws PostgreSQL's error */
export async function forgetMembers(client: PostgresClient): Promise<void> {
  await client.query(
    "DELETE FROM parallax.members WHERE last_seen_at < now() - $1 * interval '1 millisecond'",
    [forgottenAfterMs],
  );
}

/** Those that were seen in the last day: hubs first, then by host. @throws PostgreSQL's error */
export async function readMembers(client: PostgresClient): Promise<readonly SeenMember[]> {
  const { rows } = await client.query<{
    instance: string;
    role: Member['role'];
    host: string;
    version: string;
    unseen_ms: number;
    lag_ms: number | null;
    shed: string;
    partitions: number | null;
  }>(
    `SELECT * FROM (
       SELECT instance, role, host, version, lag_ms, shed, partitions,
         greatest(0, 1000 * extract(epoch FROM now() - last_seen_at))::float8 AS unseen_ms
       FROM parallax.members) AS seen
     WHERE unseen_ms <= $1
     ORDER BY array_position(ARRAY['hub', 'run', 'tap'], role), host COLLATE "C", instance COLLATE "C"`,
    [forgottenAfterMs],
  );
  return rows.map((row) => ({
    instance: readText(row.instance),
    role: row.role,
    host: readText(row.host),
    version: readText(row.version),
    lagMs: row.lag_ms,
    shed: Number(row.shed),
    partitions: row.partitions,
    unseenMs: Math.round(row.unseen_ms),
    isAway: row.unseen_ms > awayAfterMs,
  }));
}
