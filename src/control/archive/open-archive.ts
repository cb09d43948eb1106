import { openPostgres } from '../../postgres/connect.ts';
import type { ExchangeArchive } from './exchange-archive.ts';
import { ArchiveDatabase } from './postgres/archive-database.ts';
import { ArchiveFile, type ArchiveFileOptions } from './sqlite/archive-file.ts';

/** The archive beside the store that the config names: in a file, in PostgreSQL, or in memory. */
export function openExchangeArchive(options: ArchiveFileOptions): ExchangeArchive {
  const { store } = options.config;
  if (store?.kind !== 'postgres') return new ArchiveFile(options);
  // A pool of its own: pages that read much must not hold up the evidence.
  return new ArchiveDatabase({ ...options, postgres: openPostgres(store, options.log) });
}
