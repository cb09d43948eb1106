import type { Postgres } from '../../postgres/connect.ts';
import type { ExchangeArchive } from './exchange-archive.ts';
import { ArchiveDatabase } from './postgres/archive-database.ts';
import { ArchiveFile, type ArchiveFileOptions } from './sqlite/archive-file.ts';

/**
 * The archive beside the store: in a file or in memory, as the config says, or in PostgreSQL.
 *
 * @param postgres closed by the caller, after the archive; null if the store is not in PostgreSQL
 */
export function openExchangeArchive(
  options: ArchiveFileOptions,
  postgres: Postgres | null,
): ExchangeArchive {
  return postgres === null
    ? new ArchiveFile(options)
    : new ArchiveDatabase({ ...options, postgres });
}
