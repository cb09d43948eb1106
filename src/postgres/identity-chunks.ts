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

/** The bytes of one statement: with a whole text of 64 MB, it would take longer than a statement may. */
const statementBytesMax = 4 * 1024 * 1024;

/** All chunks of a text, in their order. To be called in a transaction whose statements all see the same rows. */
export async function readChunks(
  client: PostgresClient,
  { partition, text }: ChunkPlace,
): Promise<readonly Buffer[]> {
  const { rows: listed } = await client.query<{ number: number; bytes: number }>(
    `SELECT number, octet_length(sealed) AS bytes FROM parallax.identity_chunks
     WHERE partition = $1 AND deployment = $2 ORDER BY number`,
    [partition, text],
  );
  const chunks: Buffer[] = [];
  for (const some of statementsOf(listed, ({ bytes }) => bytes)) {
    const { rows } = await client.query<{ sealed: Buffer }>(
      `SELECT sealed FROM parallax.identity_chunks
       WHERE partition = $1 AND deployment = $2 AND number = ANY($3) ORDER BY number`,
      [partition, text, some.map(({ number }) => number)],
    );
    for (const { sealed } of rows) chunks.push(sealed);
  }
  return chunks;
}

/** Appends chunks to a text. */
export async function appendChunks(
  client: PostgresClient,
  { partition, text }: ChunkPlace,
  first: number,
  chunks: readonly Buffer[],
): Promise<void> {
  let next = first;
  for (const some of statementsOf(chunks, ({ length }) => length)) {
    await client.query(
      `INSERT INTO parallax.identity_chunks (partition, deployment, number, sealed)
       SELECT $1, $2, $3 + place - 1, sealed
       FROM unnest($4::bytea[]) WITH ORDINALITY AS chunk (sealed, place)`,
      [partition, text, next, some],
    );
    next += some.length;
  }
}

/** Splits chunks among statements that each have at most {@link statementBytesMax}, or one chunk. */
function statementsOf<Chunk>(
  chunks: readonly Chunk[],
  bytesOf: (chunk: Chunk) => number,
): readonly (readonly Chunk[])[] {
  const statements: Chunk[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const chunk of chunks) {
    bytes += bytesOf(chunk);
    if (bytes > statementBytesMax) {
      statements.push([]);
      bytes = bytesOf(chunk);
    }
    statements.at(-1)?.push(chunk);
  }
  return statements;
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
