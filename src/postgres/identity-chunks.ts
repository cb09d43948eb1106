import type { PostgresClient } from './connect.ts';

/** The deployments whose identities are learned. */
export const learnedDeployments = ['candidate', 'secondary'] as const;

export type LearnedDeployment = (typeof learnedDeployments)[number];

/**
 * The saved texts of a partition: identities of both deployments, and what is known of their states. The
 * states come first, so that a save has the identities of all things that it marks.
 */
export const savedTexts = ['candidate world', 'secondary world', 'candidate', 'secondary'] as const;

export type SavedText = (typeof savedTexts)[number];

/** Names a saved text. */
export interface ChunkPlace {
  readonly partition: number;
  readonly text: SavedText;
}

/** All chunks of a text, in their order. */
export async function readChunks(
  client: PostgresClient,
  { partition, text }: ChunkPlace,
): Promise<readonly Buffer[]> {
  const { rows } = await client.query<{ sealed: Buffer }>(
    `SELECT sealed FROM parallax.identity_chunks
     WHERE partition = $1 AND deployment = $2 ORDER BY number`,
    [partition, text],
  );
  return rows.map(({ sealed }) => sealed);
}

/** Appends chunks to a text. */
export async function appendChunks(
  client: PostgresClient,
  { partition, text }: ChunkPlace,
  first: number,
  chunks: readonly Buffer[],
): Promise<void> {
  await client.query(
    `INSERT INTO parallax.identity_chunks (partition, deployment, number, sealed)
     SELECT $1, $2, $3 + place - 1, sealed
     FROM unnest($4::bytea[]) WITH ORDINALITY AS chunk (sealed, place)`,
    [partition, text, first, chunks],
  );
}

/** Forgets how states differ, in all partitions. */
export async function deleteWorldChunks(client: PostgresClient): Promise<void> {
  const texts: readonly SavedText[] = ['candidate world', 'secondary world'];
  await client.query('DELETE FROM parallax.identity_chunks WHERE deployment = ANY($1)', [texts]);
}

export async function deleteChunks(
  client: PostgresClient,
  { partition, text }: ChunkPlace,
): Promise<void> {
  await client.query(
    'DELETE FROM parallax.identity_chunks WHERE partition = $1 AND deployment = $2',
    [partition, text],
  );
}
