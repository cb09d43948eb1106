import type { PostgresClient } from '../../postgres/connect.ts';

/**
 * What else is written in the transaction of a save, so that both are kept or neither is. It is made when the
 * counts of that save are taken, and gets exactly one of `committed` and `refused`.
 */
export interface CommitPart {
  /** Runs after the evidence is written. If it throws, all of the save is rolled back. */
  statements(client: PostgresClient): Promise<void>;
  committed(): void;
  /** The save was rolled back; its content is in the next one. */
  refused(error: unknown): void;
}

/** Makes the part of the next save; called synchronously with the taking of the counts. */
export type MakeCommitPart = () => CommitPart;
