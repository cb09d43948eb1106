import type { Postgres, PostgresClient } from './connect.ts';

/** The lease of a partition. */
export interface LeaseRow {
  readonly partition: number;
  /** The hub that holds it; null if it was released. */
  readonly owner: string | null;
  /** Counts its owners. */
  readonly term: number;
  /** The owner increases it as long as it lives. */
  readonly beat: number;
}

export interface HubRow {
  readonly hub: string;
  readonly beat: number;
  /** Whether it can hold partitions: it is connected to NATS, and not about to end. */
  readonly isReady: boolean;
}

/** All leases and hubs, at one moment. */
export interface LeaseView {
  readonly leases: readonly LeaseRow[];
  readonly hubs: readonly HubRow[];
}

/** The identity of a hub, for the others. */
export interface HubIdentity {
  /** Random per process. */
  readonly hub: string;
  readonly host: string;
  readonly version: string;
}

/** A lease that a hub holds. Its writes are accepted only while the row has this owner and term. */
export interface HeldLease {
  readonly partition: number;
  readonly owner: string;
  readonly term: number;
}

/** Adds the leases of partitions that have none yet. */
export async function addPartitions(postgres: Postgres, partitions: number): Promise<void> {
  await postgres.query(
    `INSERT INTO parallax.partitions (partition) SELECT generate_series(0, $1::integer - 1)
     ON CONFLICT DO NOTHING`,
    [partitions],
  );
}

/**
 * Increases the beat of this hub and of every lease that it holds.
 *
 * @returns all leases and hubs after that
 */
export async function beat(
  postgres: Postgres,
  self: HubIdentity,
  isReady: boolean,
): Promise<LeaseView> {
  return postgres.transaction(async (client) => {
    await client.query(
      `INSERT INTO parallax.hubs AS hub (hub, host, version, is_ready) VALUES ($1, $2, $3, $4)
       ON CONFLICT (hub) DO UPDATE SET beat = hub.beat + 1, is_ready = $4, seen_at = now()`,
      [self.hub, self.host, self.version, isReady],
    );
    // In the order in which a save locks them; otherwise each might wait for the other.
    await client.query(
      `UPDATE parallax.partitions SET beat = beat + 1 WHERE partition IN (
         SELECT partition FROM parallax.partitions WHERE owner = $1
         ORDER BY partition FOR NO KEY UPDATE)`,
      [self.hub],
    );
    return { leases: await leasesOf(client), hubs: await hubsOf(client) };
  });
}

/** Hubs whose last beat is longer ago are not listed: the others have long noticed that they are gone. */
const listedFor = '1 hour';

async function hubsOf(client: PostgresClient): Promise<readonly HubRow[]> {
  const { rows } = await client.query<{ hub: string; beat: string; is_ready: boolean }>(
    `SELECT hub, beat, is_ready FROM parallax.hubs WHERE seen_at > now() - interval '${listedFor}'`,
  );
  return rows.map((row) => ({ hub: row.hub, beat: Number(row.beat), isReady: row.is_ready }));
}

/**
 * All partitions that ever existed: if the config has fewer now, the stream may still have messages of the
 * others.
 */
async function leasesOf(client: PostgresClient): Promise<readonly LeaseRow[]> {
  const { rows } = await client.query<Record<'partition' | 'term' | 'beat', string> & Owned>(
    'SELECT partition, owner, term, beat FROM parallax.partitions ORDER BY partition',
  );
  return rows.map((row) => {
    const { partition, owner, term, beat: beats } = row;
    return { partition: Number(partition), owner, term: Number(term), beat: Number(beats) };
  });
}

interface Owned {
  readonly owner: string | null;
}

/**
 * Takes a lease, if nobody has taken it or increased its beat since it was read. An owner of this version
 * claims nothing before `beginRecording`, so one that dies before that leaves nothing unknown.
 *
 * @returns null if it was taken or increased
 */
export async function takeLease(
  postgres: Postgres,
  owner: string,
  { partition, term, beat: beats }: LeaseRow,
): Promise<HeldLease | null> {
  const { rowCount } = await postgres.query(
    `UPDATE parallax.partitions SET owner = $1, term = term + 1, beat = beat + 1,
       recording_term = CASE WHEN recording_term = term THEN term + 1 ELSE recording_term END
     WHERE partition = $2 AND term = $3 AND beat = $4`,
    [owner, partition, term, beats],
  );
  return rowCount === 1 ? { partition, owner, term: term + 1 } : null;
}

/** Releases a lease, so that another hub takes it at once. */
export async function releaseLease(postgres: Postgres, lease: HeldLease): Promise<void> {
  await postgres.query(
    `UPDATE parallax.partitions SET owner = NULL, beat = beat + 1
     WHERE partition = $1 AND owner = $2 AND term = $3`,
    [lease.partition, lease.owner, lease.term],
  );
}

/** Removes a hub that ends from the list, so that its partitions are distributed to others. */
export async function removeHub(postgres: Postgres, hub: string): Promise<void> {
  await postgres.query('DELETE FROM parallax.hubs WHERE hub = $1', [hub]);
}

/**
 * Locks the rows of these leases until the transaction ends, so that no hub can take them before.
 *
 * @returns the leases that others hold
 */
export async function lostLeases(
  client: PostgresClient,
  leases: readonly HeldLease[],
): Promise<readonly HeldLease[]> {
  const { rows } = await client.query<{ partition: number; owner: string | null; term: string }>(
    `SELECT partition, owner, term FROM parallax.partitions WHERE partition = ANY($1)
     ORDER BY partition FOR SHARE`,
    [leases.map(({ partition }) => partition)],
  );
  return leases.filter(
    ({ partition, owner, term }) =>
      !rows.some(
        (row) => row.partition === partition && row.owner === owner && Number(row.term) === term,
      ),
  );
}
