import type { Config } from '../../config/schema.ts';
import type { Logger } from '../../log.ts';
import { createMemoryStore } from './memory-store.ts';
import { SqliteStore } from './sqlite/sqlite-store.ts';
import type { Store } from './store.ts';

/** The store that the config names. It may not be up yet: see {@link Store.restore}. */
export function openStore({ store }: Pick<Config, 'store'>, log: Logger): Store {
  if (store?.kind === 'sqlite') return new SqliteStore({ file: store.path, log });
  log.info('evidence is kept in memory only: with store: FILE it outlives a restart');
  return createMemoryStore();
}
