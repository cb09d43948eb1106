import type { Postgres, PostgresClient } from './connect.ts';
import type { HeldLease } from './leases.ts';

/** The progress of the owner of a partition. Both are sequences of the stream. */
interface Progress {
  /** Messages up to this one may have reached the candidate. */
  readonly claimed: number;
  /** Messages up to this one are settled. */
  readonly low: number;
}

/** By the lane of a tap: the highest number of its messages among those that are settled. */
export type SettledNumbers = ReadonlyMap<number, number>;

/** The state that the previous owners of a partition left. */
export interface Inheritance extends Progress {
  /**
   * Sequences of exchanges in messages up to `claimed` that have not reached the candidate: they were not
   * claimed.
   */
  readonly unclaimed: readonly number[];
  /** The number of claims. */
  readonly claims: number;
  /** When the stream of these sequences was created, according to NATS; null before the first owner. */
  readonly stream: string | null;
  /** Sequences of exchanges after `low` that are in the evidence. */
  readonly counted: readonly number[];
  /** The rows that contain them. */
  readonly commits: readonly number[];
  /** Of the messages up to `low`. */
  readonly settled: SettledNumbers;
}

/**
 * Reads the state that the previous owners left. To be called once the lease is taken: nobody else changes it
 * then.
 */
export async function inherit(
  postgres: Postgres,
  { partition }: Pick<HeldLease, 'partition'>,
): Promise<Inheritance> {
  return postgres.transaction(async (client) => {
    const progress = await client.query<{
      claimed: string;
      low: string;
      unclaimed: readonly string[];
      claims: string;
      stream: string | null;
      settled_lanes: readonly number[];
      settled_batches: readonly string[];
    }>(
      `SELECT claimed, low, unclaimed, claims, stream, settled_lanes, settled_batches
       FROM parallax.partitions WHERE partition = $1`,
      [partition],
    );
    const rows = await client.query<{ commit: string; sequences: readonly string[] }>(
      'SELECT commit, sequences FROM parallax.counted WHERE partition = $1',
      [partition],
    );
    return {
      stream: progress.rows[0]?.stream ?? null,
      claimed: Number(progress.rows[0]?.claimed ?? 0),
      low: Number(progress.rows[0]?.low ?? 0),
      unclaimed: (progress.rows[0]?.unclaimed ?? []).map(Number),
      claims: Number(progress.rows[0]?.claims ?? 0),
      counted: rows.rows.flatMap(({ sequences }) => sequences.map(Number)),
      commits: rows.rows.map(({ commit }) => Number(commit)),
      settled: settledOf(progress.rows[0]),
    };
  });
}

function settledOf(row?: {
  readonly settled_lanes: readonly number[];
  readonly settled_batches: readonly string[];
}): SettledNumbers {
  const batches = row?.settled_batches ?? [];
  return new Map(row?.settled_lanes.map((lane, index) => [lane, Number(batches[index])]));
}

/** The data that is written with a claim, to save a transaction. */
export interface Claim {
  readonly claimed: number;
  readonly low: number;
  /** Rows whose counted exchanges are all at or below `low`. */
  readonly doneCommits: readonly number[];
  /** Of the messages up to `low`; null if `low` is unchanged. */
  readonly settled: SettledNumbers | null;
  /** Null if nothing new is claimed. */
  readonly exchanges: ClaimedExchanges | null;
}

interface ClaimedExchanges {
  /**
   * Counts the claims of the partition: a claim that reaches the database after a later one changes nothing.
   */
  readonly claims: number;
  /** As in {@link Inheritance}. */
  readonly unclaimed: readonly number[];
}

/**
 * Claims messages before any of their exchanges goes to the candidate, so that no later owner sends them.
 *
 * @returns false if another hub holds the lease
 */
export async function claim(
  postgres: Postgres,
  lease: HeldLease,
  { claimed, low, doneCommits, settled, exchanges }: Claim,
): Promise<boolean> {
  const { rowCount } = await postgres.query(
    `WITH held AS (
       UPDATE parallax.partitions SET claimed = greatest(claimed, $4), low = greatest(low, $5),
         unclaimed = CASE WHEN claims < $7 THEN $8::bigint[] ELSE unclaimed END,
         claims = greatest(claims, $7),
         settled_lanes = CASE WHEN low <= $5 THEN coalesce($9::integer[], settled_lanes)
           ELSE settled_lanes END,
         settled_batches = CASE WHEN low <= $5 THEN coalesce($10::bigint[], settled_batches)
           ELSE settled_batches END
       WHERE partition = $1 AND owner = $2 AND term = $3 RETURNING partition
     ), done AS (
       DELETE FROM parallax.counted
       USING held WHERE counted.partition = held.partition AND commit = ANY($6::bigint[])
     )
     SELECT partition FROM held`,
    [
      lease.partition,
      lease.owner,
      lease.term,
      claimed,
      low,
      doneCommits,
      exchanges?.claims ?? 0,
      exchanges?.unclaimed ?? [],
      settled === null ? null : [...settled.keys()],
      settled === null ? null : [...settled.values()],
    ],
  );
  return rowCount === 1;
}

/** The point at which an owner ends. */
export interface HandOver {
  /** The next owner continues after this message of the stream. */
  readonly low: number;
  /** Of the messages up to `low`. */
  readonly settled: SettledNumbers;
  /** Exchanges that were delivered, and that the owner believes are not counted. */
  readonly uncounted: readonly number[];
}

/**
 * Writes where the next owner continues, and releases the lease. A save of evidence in progress ends first; a
 * later one finds that the lease is lost. The note about exchanges without a record stays: the next owner may
 * read counted ones again.
 *
 * @returns which exchanges the evidence lacks, and will lack; null if another hub holds the lease
 */
export async function handOver(
  postgres: Postgres,
  lease: HeldLease,
  { low, settled, uncounted }: HandOver,
): Promise<readonly number[] | null> {
  const { partition, owner, term } = lease;
  return postgres.transaction(async (client) => {
    // Saves lock this row before they commit.
    const { rowCount } = await client.query(
      `UPDATE parallax.partitions SET claimed = $4, low = $4, unclaimed = '{}', owner = NULL, beat = beat + 1,
         settled_lanes = $5, settled_batches = $6
       WHERE partition = $1 AND owner = $2 AND term = $3`,
      [partition, owner, term, low, [...settled.keys()], [...settled.values()]],
    );
    if (rowCount !== 1) return null;
    if (uncounted.length === 0) return [];
    const { rows } = await client.query<{ sequence: string }>(
      `SELECT sequence FROM parallax.counted, unnest(sequences) AS sequence
       WHERE partition = $1 AND sequence = ANY($2::bigint[])`,
      [partition, uncounted],
    );
    const counted = new Set(rows.map(({ sequence }) => Number(sequence)));
    const lost = uncounted.filter((sequence) => !counted.has(sequence));
    if (lost.length > 0) await addCounted(client, partition, lost);
    return lost;
  });
}

/**
 * Begins with another stream, whose messages count from 1 again.
 *
 * @param stream when it was created
 */
export async function beginStream(
  postgres: Postgres,
  lease: HeldLease,
  stream: string,
): Promise<void> {
  await postgres.query(
    `UPDATE parallax.partitions SET claimed = 0, low = 0, unclaimed = '{}', unrecorded = 0, stream = $4
     WHERE partition = $1 AND owner = $2 AND term = $3`,
    [lease.partition, lease.owner, lease.term, stream],
  );
}

/** In the transaction that saves their evidence. @returns the name of the row */
export async function addCounted(
  client: PostgresClient,
  partition: number,
  sequences: readonly number[],
): Promise<number> {
  const { rows } = await client.query<{ commit: string }>(
    'INSERT INTO parallax.counted (partition, sequences) VALUES ($1, $2) RETURNING commit',
    [partition, sequences],
  );
  return Number(rows[0]?.commit);
}
