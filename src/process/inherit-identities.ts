import { identityKeyOf } from '../config/identity-key.ts';
import type { Config } from '../config/schema.ts';
import { restoreIdentities } from '../fleet/identities/restore-identities.ts';
import { restoreLags } from '../fleet/identities/saved-lags.ts';
import { deploymentsDigest } from '../fleet/identities/sealed-chunks.ts';
import { postgresFaultOf, type StoreFault } from '../control/store/store-fault.ts';
import { faultOf, type Logger } from '../log.ts';
import type { Postgres } from '../postgres/connect.ts';
import type { IdentityMemory } from '../transport/identity-memory.ts';
import type { LagMemory } from '../transport/worker-link.ts';

export interface InheritIdentitiesOptions {
  /** The config in force. */
  readonly config: Config;
  readonly postgres: Postgres;
  readonly partition: number;
  /** The memory to which the identities are written. */
  readonly memory: IdentityMemory;
  /** The memory for the mirror lags of former owners; null if none are recorded. */
  readonly lagMemory: LagMemory | null;
  readonly log: Logger;
}

/** Faults of the server or the connection, which pass. */
const passingFaults: ReadonlySet<StoreFault> = new Set([
  'unreachable',
  'refused',
  'locked',
  'full',
  'read_only',
]);

/**
 * Puts the identities that the previous owner saved into the memory of the next world. If they are of no use, the world
 * learns them again.
 *
 * @throws PostgreSQL's error if they may be read later. The first save of the new owner replaces them, so it must not
 *   begin before.
 */
export async function inheritIdentities(options: InheritIdentitiesOptions): Promise<void> {
  const { config, postgres, partition, memory, lagMemory, log } = options;
  try {
    const key = identityKeyOf(config.identities);
    if (key === null) return;
    const deployments = (): string => deploymentsDigest(config);
    await postgres.transaction(async (client) => {
      await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      await restoreIdentities(client, { key, deployments, partition, memory }, log);
      if (lagMemory !== null) await restoreLags(client, lagMemory);
    });
  } catch (error) {
    if (passingFaults.has(postgresFaultOf(error))) throw error;
    const details = { partition, fault: faultOf(error) };
    log.warn(details, 'the saved identities cannot be read: they are learned again');
  }
}
