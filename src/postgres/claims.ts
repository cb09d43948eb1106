import type { Postgres, PostgresClient } from './connect.ts';
import type { HeldLease } from './leases.ts';

/** How far the owner of a partition has come. Both are sequences of the stream. */
interface Progress {
  /** Messages up to this one may have reached the candidate. */
  readonly claimed: number;
  /** Messages up to this one are settled. */
  readonly low: number;
}

/** What the previous owners of a partition left. */
export interface Inheritance extends Progress {
  /** Sequences of exchanges in messages up to `claimed` that have not reached the candidate: they were not claimed. */
  readonly unclaimed: readonly number[];
  /** How many claims there were. */
  readonly claims: number;
  /** When the stream was made that these are of, as NATS says it; null before the first owner. */
  readonly stream: string | null;
  /** Sequences of exchanges behind `low` that are in the evidence. */
  readonly counted: readonly number[];
  /** The rows that have them. */
  readonly commits: readonly number[];
}

/** Reads what the previous owners left. Call it once the lease is taken: nobody else changes it then. */
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
    }>(
      'SELECT claimed, low, unclaimed, claims, stream FROM parallax.partitions WHERE partition = $1',
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
    };
  });
}

/** What is written with a claim, to save a transaction. */
export interface Claim {
  readonly claimed: number;
  readonly low: number;
  /** Rows whose counted exchanges are all at or below `low`. */
  readonly doneCommits: readonly number[];
  /** Null if nothing is claimed beside what was before. */
  readonly exchanges: ClaimedExchanges | null;
}

interface ClaimedExchanges {
  /** Counts the claims of the partition: one that comes to the database after a later one changes nothing. */
  readonly claims: number;
  /** As of {@link Inheritance}. */
  readonly unclaimed: readonly number[];
}

/**
 * Claims messages, before anything of them goes to the candidate: no later owner will send it.
 *
 * @returns false if another hub holds the lease
 */
export async function claim(
  postgres: Postgres,
  lease: HeldLease,
  { claimed, low, doneCommits, exchanges }: Claim,
): Promise<boolean> {
  const { rowCount } = await postgres.query(
    `WITH held AS (
       UPDATE parallax.partitions SET claimed = greatest(claimed, $4), low = greatest(low, $5),
         unclaimed = CASE WHEN claims < $7 THEN $8::bigint[] ELSE unclaimed END,
         claims = greatest(claims, $7)
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
    ],
  );
  return rowCount === 1;
}

/** Where an owner ends. */
export interface HandOver {
  /** The next owner reads on behind this message of the stream. */
  readonly low: number;
  /** Exchanges that were delivered, and are not counted as far as the owner knows. */
  readonly uncounted: readonly number[];
}

/**
 * Writes where the next owner continues, and releases the lease. A save of evidence that is under way ends first; a later one
 * finds that the lease is lost. What was sent without a record stays noted: the next owner may read some of it again, counted.
 *
 * @returns which exchanges the evidence lacks, and will lack; null if another hub holds the lease
 */
export async function handOver(
  postgres: Postgres,
  lease: HeldLease,
  { low, uncounted }: HandOver,
): Promise<readonly number[] | null> {
  const { partition, owner, term } = lease;
  return postgres.transaction(async (client) => {
    // Saves lock this row before they commit.
    const { rowCount } = await client.query(
      `UPDATE parallax.partitions SET claimed = $4, low = $4, unclaimed = '{}', owner = NULL, beat = beat + 1
       WHERE partition = $1 AND owner = $2 AND term = $3`,
      [partition, owner, term, low],
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
 * @param stream when it was made
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
