import { DatabaseSync } from 'node:sqlite';
import { memoryRetention } from '../exchange-archive.ts';
import { type Archive, type ArchiveOptions, openArchive } from './archive.ts';

/** An archive and its database, which has to be closed. */
export interface MemoryArchive {
  readonly archive: Archive;
  readonly database: DatabaseSync;
}

/** Keeps exchanges in memory, bounded by bytes and age. */
export function openMemoryArchive({
  instance,
  clock,
}: Pick<ArchiveOptions, 'instance' | 'clock'>): MemoryArchive {
  const database = new DatabaseSync(':memory:');
  const retention = memoryRetention;
  const archive = openArchive({ database, instance, retention, ...(clock && { clock }) });
  return { archive, database };
}
