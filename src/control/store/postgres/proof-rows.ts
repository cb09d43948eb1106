import { z } from 'zod';
import type { PostgresClient } from '../../../postgres/connect.ts';
import type { Proof } from '../../../vocabulary/evidence.ts';
import { readText, storedText } from './stored-text.ts';

/** A proof to write, or to delete. */
export interface ProofChange {
  /** The key of its epoch. */
  readonly epoch: string;
  readonly key: string;
  /** Null to delete it. */
  readonly proof: Proof | null;
}

/** A proof as it is in the database; null for a deleted one. */
export interface StoredProof {
  readonly epochId: number;
  readonly key: string;
  readonly proof: Proof | null;
}

/** The first proof stays, unless it was deleted. @throws PostgreSQL's error */
export async function writeProofs(
  client: PostgresClient,
  changes: readonly ProofChange[],
  epochIds: ReadonlyMap<string, number>,
): Promise<void> {
  for (const { epoch, key, proof } of changes) {
    const id = epochIds.get(epoch) ?? 0;
    const stored = storedText(key);
    if (proof === null) {
      await client.query(
        `UPDATE parallax.proofs SET forgotten = true, changed = pg_current_xact_id()
         WHERE epoch = $1 AND digest = md5($2)::uuid`,
        [id, stored],
      );
      continue;
    }
    await client.query(
      `INSERT INTO parallax.proofs AS known (epoch, digest, key, at_ms, proof, forgotten)
       VALUES ($1, md5($2)::uuid, $2, $3, $4, false)
       ON CONFLICT (epoch, digest) DO UPDATE SET
         at_ms = excluded.at_ms, proof = excluded.proof, forgotten = false, changed = excluded.changed
       WHERE known.forgotten OR excluded.at_ms < known.at_ms`,
      [id, stored, proof.atMs, storedText(JSON.stringify(proof))],
    );
  }
}

/** @param since as for counts: for each epoch, the oldest transaction that may not have been seen */
export async function readProofs(
  client: PostgresClient,
  since: ReadonlyMap<number, string>,
): Promise<readonly StoredProof[]> {
  if (since.size === 0) return [];
  const { rows } = await client.query<ProofRow>({
    name: 'read-proofs',
    text: `
      SELECT proofs.epoch, proofs.key, proofs.proof, proofs.forgotten
      FROM unnest($1::integer[], $2::text[]) AS asked (epoch, since)
      JOIN parallax.proofs ON proofs.epoch = asked.epoch AND proofs.changed >= asked.since::xid8`,
    values: [[...since.keys()], [...since.values()]],
  });
  return rows.map(({ epoch, key, proof, forgotten }) => ({
    epochId: epoch,
    key: readText(key),
    proof: forgotten ? null : (proofSchema.parse(JSON.parse(readText(proof))) as Proof),
  }));
}

interface ProofRow {
  readonly epoch: number;
  readonly key: string;
  readonly proof: string;
  readonly forgotten: boolean;
}

const proofSchema = z.strictObject({
  atMs: z.number(),
  reason: z.string(),
  on: z.array(z.string()).exactOptional(),
});
