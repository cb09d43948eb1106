import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  ArchiveDatabase,
  type ArchiveDatabaseOptions,
} from '../../../../src/control/archive/postgres/archive-database.ts';
import { packContent } from '../../../../src/control/archive/exchange-content.ts';
import { openArchive } from '../../../../src/control/archive/sqlite/archive.ts';
import { openPostgres, type Postgres } from '../../../../src/postgres/connect.ts';
import { migrate } from '../../../../src/postgres/migrations.ts';
import type { Comparison } from '../../../../src/vocabulary/comparison.ts';
import { fieldKey } from '../../../../src/vocabulary/evidence.ts';
import { exchangeId } from '../../../../src/vocabulary/exchange.ts';
import { memoryLog } from '../../../support/memory-log.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { differenceOf } from '../../comparison-fixture.ts';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { at, example } from '../examples.ts';
import { namesIn, readsOf } from '../implementations.ts';

const route = 'GET /api/costs';

/** Words and other texts that two tokenizers may read differently. */
const searched = [
  'cost',
  'Cost',
  'costs',
  'co',
  'foo-bar',
  'foo',
  'bar',
  'foo_bar',
  '_',
  'baz_',
  'items[3].costUsd',

  '0.0017',
  '0.00',
  '-3',
  '1e5',
  '12abc',
  '/api/v1',
  'a.b@example.com',
  'x=y&z',
  '$.a.b',
  'https://h/p?q',

  'ÉCLAIR',
  'e\u0301clair',
  'eclair',
  'Ångström',
  'ß',
  'ẞ',
  'SS',
  'Σς',
  'σσ',
  'ά',
  'й',
  'и',
  'ё',

  '日本語',
  '日本',
  'कि',
  '½',
  '²',
  'ſ',
  'K',
  'ǅ',
  '😀',
  '…',
  '\u00A0',
  '\u0000',
  'NEAR',
  'AND',
  '*',
  ':',
  "'",
  '\\',
];

describe.skipIf(!hasPostgres)('an archive in PostgreSQL', () => {
  let server: TestPostgres;
  let shared: Postgres;

  beforeAll(async () => {
    server = await startPostgres();
    shared = openPostgres(await server.createDatabase(), memoryLog().log);
    await migrate(shared);
  });
  beforeEach(async () => {
    await shared.query('DELETE FROM parallax.kept_exchange; DELETE FROM parallax.example_group');
  });
  afterAll(async () => {
    await shared.close();
    await server[Symbol.asyncDispose]();
  });

  /** The archive of a process, until the test ends. */
  async function opened(instance: string, options: Partial<ArchiveDatabaseOptions> = {}) {
    const { log, lines } = memoryLog();
    const postgres = { ...shared, close: async () => undefined };
    const archive = new ArchiveDatabase({ postgres, instance, log, ...options });
    onTestFinished(() => archive.close());
    await archive.flush();
    return {
      ...readsOf(archive),
      archive,
      lines,
      nameOf: ({ sequence }: Comparison): string => exchangeId(instance, sequence),
      keep: async (...kept: readonly Comparison[]): Promise<void> => {
        for (const comparison of kept) archive.add(comparison, 'e1');
        await archive.flush();
      },
    };
  }

  /** Makes retention due; no exchange is older for it. */
  const setClockBack = (): Promise<unknown> =>
    shared.query('UPDATE parallax.kept_clock SET wall_ms = wall_ms + 60000');

  async function numberOf(sql: string): Promise<number> {
    const { rows } = await shared.query<{ count: string }>(sql);
    return Number(rows[0]?.count);
  }

  it('contains the exchanges of all processes of the fleet', async () => {
    const [one, other] = [await opened('aaaa'), await opened('bbbb')];
    const kept = example([at('$.unheard')]);
    await one.keep(kept);
    expect((await other.find(one.nameOf(kept)))?.comparison).toEqual(kept);
    expect(await namesIn(other, { words: 'unheard', limit: 10 })).toEqual([one.nameOf(kept)]);
  });

  it('has as many examples of a group as one process would save, and counts all', async () => {
    const processes = await Promise.all(['aaaa', 'bbbb', 'cccc'].map((name) => opened(name)));
    const random = seededRandom(19);
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(
        processes.map((one) =>
          one.keep(
            ...Array.from({ length: 60 }, () => {
              const fields = ['$.a', '$.b', '$.c', '$.d'].filter(() => random() < 0.5);
              return example([...fields, '$.each'].map(at));
            }),
          ),
        ),
      );
    }
    expect(processes.map(({ archive }) => archive.health.faults.locked)).toEqual([0, 0, 0]);
    const field = 'body changed $.each';
    expect(await processes[0]!.list({ field, limit: 1 })).toHaveLength(1);
    const group = `FROM parallax.example_group WHERE field = '${field}'`;
    expect(await numberOf(`SELECT seen AS count ${group}`)).toBe(3 * 4 * 60);
    expect(
      await numberOf(
        'SELECT max(slots) AS count FROM (SELECT count(*) AS slots FROM parallax.example_slot GROUP BY group_key) AS each',
      ),
    ).toBe(20);
  });

  it('has no exchange without a place', async () => {
    const processes = await Promise.all(['aaaa', 'bbbb'].map((name) => opened(name)));
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(
        processes.map((one) => one.keep(...Array.from({ length: 60 }, () => example()))),
      );
    }
    await setClockBack();
    await processes[0]!.archive.flush();
    expect(await numberOf('SELECT count(*) FROM parallax.kept_exchange')).toBe(20);
  });

  it('has no more bytes than one process may save, however many processes there are', async () => {
    const bytesMax = 10 * packContent(example()).length;
    const retention = { ageMsMax: 86_400_000, bytesMax };
    const processes = await Promise.all(
      ['aaaa', 'bbbb'].map((name) => opened(name, { retention })),
    );
    await Promise.all(
      processes.map((one) =>
        one.keep(...Array.from({ length: 15 }, (_, i) => example([at(`$.f${i}`)]))),
      ),
    );
    await setClockBack();
    await processes[1]!.archive.flush();
    await processes[0]!.archive.flush();
    const bytes = await numberOf('SELECT sum(bytes) AS count FROM parallax.kept_exchange');
    expect(bytes).toBeLessThanOrEqual(bytesMax);
    expect(bytes).toBeGreaterThan(bytesMax / 2);
    expect(processes.map(({ archive }) => archive.health.bytes)).toContain(bytes);
  });

  it('deletes exchanges that are too old, with their groups', async () => {
    const one = await opened('aaaa');
    await one.keep(example());
    await shared.query(
      `UPDATE parallax.kept_clock SET steady_ms = steady_ms + ${14 * 86_400_000 + 1}`,
    );
    await setClockBack();
    await one.archive.flush();
    expect(await namesIn(one)).toEqual([]);
    expect(await numberOf('SELECT count(*) FROM parallax.example_group')).toBe(0);
  });

  it.each([30, -30])("deletes nothing if the server's clock is set by %i days", async (days) => {
    const one = await opened('aaaa');
    await one.keep(example());
    await shared.query(`UPDATE parallax.kept_clock SET wall_ms = wall_ms - ${days * 86_400_000}`);
    await one.archive.flush();
    expect(await namesIn(one)).toHaveLength(1);
  });

  it('shows one state for the duration of a request', async () => {
    const [one, other] = [await opened('aaaa'), await opened('bbbb')];
    await one.keep(example());
    const counts = await one.archive.reader.read(async (kept) => {
      const before = await kept.list({ limit: 10 });
      await other.keep(example());
      return [before.length, (await kept.list({ limit: 10 })).length];
    });
    expect(counts).toEqual([1, 1]);
    expect(await namesIn(one)).toHaveLength(2);
  });

  it('rethrows an exception of a page, and stays available', async () => {
    const one = await opened('aaaa');
    const fault = new Error('a fault of the page');
    await expect(one.archive.reader.read(() => Promise.reject(fault))).rejects.toBe(fault);
    expect(one.archive.health.isUp).toBe(true);
  });

  it('saves an exchange once if the answer to its commit is lost', async () => {
    let breaks = false;
    const postgres: Postgres = {
      ...shared,
      close: async () => undefined,
      async transaction(work) {
        const result = await shared.transaction(work);
        if (!breaks) return result;
        breaks = false;
        throw new Error('Connection terminated unexpectedly');
      },
    };
    const one = await opened('aaaa', { postgres });
    breaks = true;
    await one.keep(example());
    expect(one.archive.health.isUp).toBe(false);
    await one.archive.flush();
    expect(await numberOf('SELECT count(*) FROM parallax.kept_exchange')).toBe(1);
    expect(await numberOf('SELECT seen AS count FROM parallax.example_group')).toBe(1);
  });

  it('finds the same as SQLite', async () => {
    const database = new DatabaseSync(':memory:');
    onTestFinished(() => database.close());
    const retention = { ageMsMax: 86_400_000, bytesMax: 100_000_000 };
    const inFile = openArchive({ database, instance: 'aaaa', retention });
    const one = await opened('aaaa');
    const random = seededRandom(7);
    const textOf = (words: number): string =>
      Array.from({ length: words }, () => searched[Math.floor(random() * searched.length)]).join(
        random() < 0.3 ? '' : ' ',
      );
    const kept = Array.from({ length: 60 }, (_, i) =>
      example([differenceOf({ template: `$.f${i}`, primary: textOf(3), candidate: textOf(2) })]),
    );
    for (const comparison of kept) inFile.add(comparison, 'e1');
    inFile.flush();
    await one.keep(...kept);
    let found = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...searched), { maxLength: 3 }), async (words) => {
        for (const query of [words.join(' '), words.join('')]) {
          const names = await namesIn(inFile, { words: query, limit: 100 });
          found += names.length;
          expect(await namesIn(one, { words: query, limit: 100 })).toEqual(names);
        }
      }),
      { numRuns: 80, seed: 7 },
    );
    expect(found).toBeGreaterThan(100);
  });

  describe('with hostile text', () => {
    it.each([
      ['U+0000', 'a\u0000b'],
      ['half a surrogate pair', 'a\uD83Db'],
      ['the escape for U+0000', 'a\\u0000b'],
      ['quotes and backslashes', `'"\\ {a,b} \\x00 $1 '::tsvector`],
      ['100 KB of one word', 'a'.repeat(100_000)],
      ['20,000 words', Array.from({ length: 20_000 }, (_, i) => `w${i}`).join(' ')],
    ])('returns %s unchanged', async (_, text) => {
      const one = await opened('aaaa');
      const difference = differenceOf({
        path: `$.${text}`,
        template: `$.${text}`,
        primary: text,
        candidate: `${text}2`,
      });
      const kept = example([difference], { area: text });
      await one.keep(kept);
      const field = fieldKey(difference);
      const listed = await one.list({ epoch: 'e1', route, field, limit: 10 });
      expect(listed.map(({ name, area }) => [name, area])).toEqual([[one.nameOf(kept), text]]);
      expect(await one.valuePairs({ epoch: 'e1', route, field }, 10)).toEqual([
        { primary: text, candidate: `${text}2`, exchanges: 1 },
      ]);
      expect((await one.find(one.nameOf(kept)))?.comparison).toEqual(kept);
      expect(one.archive.health.isUp).toBe(true);
    });

    it('distinguishes fields that differ only in characters that cannot be stored', async () => {
      const one = await opened('aaaa');
      const [first, second] = [example([at('$.a\u0000')]), example([at('$.a\uD800')])];
      await one.keep(first, second);
      const field = fieldKey(at('$.a\u0000'));
      expect(await namesIn(one, { field, limit: 10 })).toEqual([one.nameOf(first)]);
    });
  });

  it('loses only an exchange that the server refuses, and does not log its content', async () => {
    const one = await opened('aaaa');
    const [refused, kept] = [example([differenceOf({ primary: 'hunter2' })]), example()];
    await shared.query(`
      CREATE FUNCTION parallax.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.of_primary = 'hunter2' THEN
          RAISE EXCEPTION 'no hunter2' USING ERRCODE = '22000', DETAIL = 'hunter2';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON parallax.kept_difference
        FOR EACH ROW EXECUTE FUNCTION parallax.refuse()`);
    onTestFinished(async () => void (await shared.query('DROP FUNCTION parallax.refuse CASCADE')));
    await one.keep(refused, kept);
    expect(await namesIn(one)).toEqual([one.nameOf(kept)]);
    expect([one.archive.health.isUp, one.archive.health.faults.io]).toEqual([true, 1]);
    expect(one.lines).not.toEqual([]);
    expect(JSON.stringify(one.lines)).not.toContain('hunter2');
  });

  it('keeps exchanges in memory while the server is down, and saves them later', async () => {
    const [one, other] = [await opened('aaaa'), await opened('bbbb')];
    const [before, meanwhile] = [example(), example([at('$.meanwhile')])];
    await one.keep(before);
    // This server writes a commit to disk only some time after it.
    await server.run('CHECKPOINT');
    await server.kill();
    await one.keep(meanwhile);
    expect(one.archive.health.isUp).toBe(false);
    expect(await namesIn(one)).toEqual([one.nameOf(meanwhile)]);
    expect(await namesIn(one, { words: 'meanw', limit: 10 })).toHaveLength(1);
    await server.start();
    await one.archive.flush();
    expect(one.archive.health.isUp).toBe(true);
    await other.archive.flush();
    expect(await namesIn(other)).toEqual([one.nameOf(meanwhile), one.nameOf(before)]);
    expect(one.lines.map(({ msg }) => msg)).toContain('kept exchanges are saved again');
  });
});
