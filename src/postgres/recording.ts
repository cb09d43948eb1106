import type { Postgres } from './connect.ts';
import type { HeldLease } from './leases.ts';

/**
 * Notes that the owner of this lease records its sends in the stream from now on. To be called once, before
 * it claims anything.
 * `recording_term` is the term up to which each owner did so, or claimed nothing: `takeLease` raises it with
 * the term.
 *
 * @param isFormerKnown whether it has read all that former owners recorded, and they can record nothing more
 * @param claimedMax former owners have claimed no message after this one
 * @returns up to which message of the stream former owners may have sent exchanges without a record
 */
export async function beginRecording(
  postgres: Postgres,
  lease: HeldLease,
  isFormerKnown: boolean,
  claimedMax: number,
): Promise<number> {
  const { rows } = await postgres.query<{ unrecorded: string }>(
    `UPDATE parallax.partitions SET recording_term = term,
       unrecorded = CASE WHEN $4 AND recording_term = term THEN unrecorded
         ELSE greatest(unrecorded, $5) END
     WHERE partition = $1 AND owner = $2 AND term = $3 RETURNING unrecorded`,
    [lease.partition, lease.owner, lease.term, isFormerKnown, claimedMax],
  );
  // Another hub holds the lease: no record is known to exist.
  return Number(rows[0]?.unrecorded ?? Number.POSITIVE_INFINITY);
}

/**
 * Notes that the owner is about to send exchanges that it has claimed, and could not record.
 *
 * @returns false if another hub holds the lease
 */
export async function noteUnrecorded(postgres: Postgres, lease: HeldLease): Promise<boolean> {
  const { rowCount } = await postgres.query(
    `UPDATE parallax.partitions SET unrecorded = greatest(unrecorded, claimed)
     WHERE partition = $1 AND owner = $2 AND term = $3`,
    [lease.partition, lease.owner, lease.term],
  );
  return rowCount === 1;
}
