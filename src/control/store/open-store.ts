import type { Config } from '../../config/schema.ts';
import type { Logger } from '../../log.ts';
import { openPostgres } from '../../postgres/connect.ts';
import type { MakeCommitPart } from './commit-part.ts';
import { createMemoryStore } from './memory-store.ts';
import { PostgresStore } from './postgres/postgres-store.ts';
import { SqliteStore } from './sqlite/sqlite-store.ts';
import type { Store } from './store.ts';

export interface OpenStoreOptions {
  readonly config: Pick<Config, 'store'>;
  /** Random per process. */
  readonly instance: string;
  readonly log: Logger;
  /** The parts that are written with each save, into a store that several processes share. */
  readonly makePart?: MakeCommitPart | undefined;
}

/** The store that the config names. It may not be up yet: see {@link Store.restore}. */
export function openStore({ config: { store }, instance, log, makePart }: OpenStoreOptions): Store {
  if (store?.kind === 'postgres') {
    return new PostgresStore({ postgres: openPostgres(store, log), instance, log, makePart });
  }
  if (store?.kind === 'sqlite') return new SqliteStore({ file: store.path, log });
  log.info('evidence is in memory only: set store: FILE to keep it over a restart');
  return createMemoryStore();
}
