import type { PostgresClient } from './connect.ts';

/** The deployments whose identities are learned. */
export const learnedDeployments = ['candidate', 'secondary'] as const;

export type LearnedDeployment = (typeof learnedDeployments)[number];

/** Names a text of learned identities. */
export interface ChunkPlace {
  readonly partition: number;
  readonly deployment: LearnedDeployment;
}

/** All chunks of a text, in their order. */
export async function readChunks(
  client: PostgresClient,
  { partition, deployment }: ChunkPlace,
): Promise<readonly Buffer[]> {
  const { rows } = await client.query<{ sealed: Buffer }>(
    `SELECT sealed FROM parallax.identity_chunks
     WHERE partition = $1 AND deployment = $2 ORDER BY number`,
    [partition, deployment],
  );
  return rows.map(({ sealed }) => sealed);
}

/** Appends chunks to a text. */
export async function appendChunks(
  client: PostgresClient,
  { partition, deployment }: ChunkPlace,
  first: number,
  chunks: readonly Buffer[],
): Promise<void> {
  await client.query(
    `INSERT INTO parallax.identity_chunks (partition, deployment, number, sealed)
     SELECT $1, $2, $3 + place - 1, sealed
     FROM unnest($4::bytea[]) WITH ORDINALITY AS chunk (sealed, place)`,
    [partition, deployment, first, chunks],
  );
}

export async function deleteChunks(
  client: PostgresClient,
  { partition, deployment }: ChunkPlace,
): Promise<void> {
  await client.query(
    'DELETE FROM parallax.identity_chunks WHERE partition = $1 AND deployment = $2',
    [partition, deployment],
  );
}
