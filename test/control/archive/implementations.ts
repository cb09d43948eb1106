import { DatabaseSync } from 'node:sqlite';
import type { ArchiveReader, ExchangeQuery } from '../../../src/control/archive/archive-reader.ts';
import type { Retention } from '../../../src/control/archive/exchange-archive.ts';
import { ArchiveDatabase } from '../../../src/control/archive/postgres/archive-database.ts';
import { openArchive } from '../../../src/control/archive/sqlite/archive.ts';
import { openPostgres, type Postgres } from '../../../src/postgres/connect.ts';
import { migrate } from '../../../src/postgres/migrations.ts';
import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { hasPostgres, startPostgres } from '../../support/postgres.ts';
import { instance } from './examples.ts';

/** An archive of either kind. */
export interface TestedArchive extends ArchiveReader, AsyncDisposable {
  add(comparison: Comparison, epoch: string): void;
  /** Writes added exchanges, and deletes those that are too old or too many. */
  flush(): Promise<void>;
  /** Writes another content for all kept exchanges. */
  replaceContents(content: Uint8Array): Promise<void>;
}

export interface ArchiveOptions {
  readonly retention?: Partial<Retention>;
  /** In [0, 1). */
  readonly random?: () => number;
}

/** One kind of archive. */
export interface Implementation extends AsyncDisposable {
  /** Opens an empty one. */
  open(options?: ArchiveOptions): Promise<TestedArchive>;
}

/** The archives that can run here, with a function that starts each. */
export const implementations: Readonly<Record<string, () => Promise<Implementation>>> = {
  SQLite: async () => ({ open: openInMemory, [Symbol.asyncDispose]: async () => undefined }),
  ...(hasPostgres && { PostgreSQL: startPostgresArchives }),
};

const retentionOfTests: Retention = { ageMsMax: 86_400_000, bytesMax: 100_000_000 };

async function openInMemory({ retention, random = () => 0 }: ArchiveOptions = {}) {
  const database = new DatabaseSync(':memory:');
  const archive = openArchive({
    database,
    instance,
    retention: { ...retentionOfTests, ...retention },
    random,
  });
  return {
    ...archive,
    flush: async () => archive.flush(),
    replaceContents: async (content: Uint8Array) =>
      void database.prepare('UPDATE exchange SET content = ?').run(content),
    [Symbol.asyncDispose]: async () => database.close(),
  };
}

async function startPostgresArchives(): Promise<Implementation> {
  const server = await startPostgres();
  const postgres = openPostgres(await server.createDatabase(), memoryLog().log);
  await migrate(postgres);
  return {
    async open(options = {}) {
      // On small tables, this is faster than TRUNCATE.
      await postgres.query(
        'DELETE FROM parallax.kept_exchange; DELETE FROM parallax.example_group',
      );
      return openInPostgres({ ...postgres, close: async () => undefined }, options);
    },
    async [Symbol.asyncDispose]() {
      await postgres.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function openInPostgres(
  postgres: Postgres,
  { retention, random = () => 0 }: ArchiveOptions,
): Promise<TestedArchive> {
  const archive = new ArchiveDatabase({
    postgres,
    instance,
    log: memoryLog().log,
    retention: { ...retentionOfTests, ...retention },
    random,
  });
  await archive.flush();
  return {
    ...readsOf(archive),
    add: (comparison, epoch) => archive.add(comparison, epoch),
    async flush() {
      // Only a clock that moves forward makes exchanges older; any other makes retention due.
      await postgres.query('UPDATE parallax.kept_clock SET wall_ms = wall_ms + 60000');
      await archive.flush();
    },
    replaceContents: async (content) =>
      void (await postgres.query('UPDATE parallax.kept_exchange SET content = $1', [
        Buffer.from(content),
      ])),
    [Symbol.asyncDispose]: () => archive.close(),
  };
}

/** Each read on its own. */
export function readsOf({ reader }: Pick<ArchiveDatabase, 'reader'>): ArchiveReader {
  return {
    find: (...asked) => reader.read((kept) => kept.find(...asked)),
    list: (...asked) => reader.read((kept) => kept.list(...asked)),
    fieldsOf: (...asked) => reader.read((kept) => kept.fieldsOf(...asked)),
    seen: (...asked) => reader.read((kept) => kept.seen(...asked)),
    examples: (...asked) => reader.read((kept) => kept.examples(...asked)),
    explained: (...asked) => reader.read((kept) => kept.explained(...asked)),
    fieldsBeside: (...asked) => reader.read((kept) => kept.fieldsBeside(...asked)),
    otherNames: (...asked) => reader.read((kept) => kept.otherNames(...asked)),
    routesWith: (...asked) => reader.read((kept) => kept.routesWith(...asked)),
    valuePairs: (...asked) => reader.read((kept) => kept.valuePairs(...asked)),
  };
}

/** The names of the exchanges that are listed. */
export async function namesIn(
  archive: Pick<ArchiveReader, 'list'>,
  query: ExchangeQuery = { limit: 1000 },
): Promise<readonly string[]> {
  const listed = await archive.list(query);
  return listed.map(({ name }) => name);
}
