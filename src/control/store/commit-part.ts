import type { PostgresClient } from '../../postgres/connect.ts';

/**
 * What else is written in the transaction of a save, so that both are kept or neither is. It is made at the moment
 * at which the counts of that save are taken, and gets exactly one of `committed` and `refused`.
 */
export interface CommitPart {
  /** Runs after the evidence is written. If it throws, all of the save is rolled back. */
  statements(client: PostgresClient): Promise<void>;
  committed(): void;
  /** Nothing of the save was kept; what was in it is in the next one. */
  refused(error: unknown): void;
}

/** Makes the part of the next save; called without a pause between it and the taking of the counts. */
export type MakeCommitPart = () => CommitPart;
