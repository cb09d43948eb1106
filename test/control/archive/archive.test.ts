import { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Archive, openArchive } from '../../../src/control/archive/sqlite/archive.ts';
import type { Retention } from '../../../src/control/archive/sqlite/retention.ts';
import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import type { Difference } from '../../../src/vocabulary/difference.ts';
import type { Specimen } from '../../../src/vocabulary/specimen.ts';
import { differenceOf, mismatchOf } from '../comparison-fixture.ts';

const empty = { kind: 'empty', text: '', bytes: 0, cut: false } as const;

const specimen: Specimen = {
  request: { method: 'GET', target: '/api/costs?model=gpt', fields: [], body: empty },
  primary: { status: 200, fields: [], body: empty },
  candidate: { status: 200, fields: [], body: empty },
  times: { sentMs: 1, firstByteMs: 2, endedMs: 3 },
  identities: [],
  alignment: { stretches: [], cut: false },
};

const startMs = Date.now() - 3_600_000;
let sequence = 0;

/** A mismatch with a specimen, each a second later than the one before. */
function example(
  differences: readonly Difference[] = [differenceOf()],
  facts: Partial<Comparison> = {},
): Comparison {
  sequence += 1;
  const wallClockMs = startMs + 1000 * sequence;
  return mismatchOf(differences, { sequence, wallClockMs, specimen, ...facts });
}

function at(template: string): Difference {
  return differenceOf({ path: template, template });
}

function cost(primary: string, candidate: string | null): Comparison {
  return example([differenceOf({ path: '$.cost', template: '$.cost', primary, candidate })]);
}

function archiveInFile(): { readonly database: DatabaseSync; readonly archive: Archive } {
  const database = new DatabaseSync(':memory:');
  const retention = { ageMsMax: 86_400_000, bytesMax: 100_000_000 };
  return { database, archive: openArchive({ database, instance: 'k3x9', retention }) };
}

/** Keeps an exchange with another content than this version writes. */
function keep(archive: Archive, database: DatabaseSync, kept: Comparison, content: unknown): void {
  archive.add(kept, 'e1');
  archive.flush();
  const packed = zstdCompressSync(JSON.stringify(content));
  database.prepare('UPDATE exchange SET content = ?').run(packed);
}

function archiveUnderTest(retention: Partial<Retention> = {}, random = () => 0): Archive {
  return openArchive({
    database: new DatabaseSync(':memory:'),
    instance: 'k3x9',
    retention: { ageMsMax: 86_400_000, bytesMax: 100_000_000, ...retention },
    random,
  });
}

function archiveOf(comparisons: readonly Comparison[], epoch = 'e1'): Archive {
  const archive = archiveUnderTest();
  for (const comparison of comparisons) archive.add(comparison, epoch);
  archive.flush();
  return archive;
}

async function namesIn(
  archive: Archive,
  query: Parameters<Archive['list']>[0] = { limit: 1000 },
): Promise<readonly string[]> {
  const listed = await archive.list(query);
  return listed.map(({ name }) => name);
}

function nameOf({ sequence: number }: Comparison): string {
  return `k3x9-${number.toString(36)}`;
}

describe('a kept exchange', () => {
  it('is found by its name, whole', async () => {
    const kept = example();
    expect(await archiveOf([kept]).find(nameOf(kept))).toEqual({ comparison: kept, epoch: 'e1' });
  });

  it('of an earlier version has differences without shape and distance', async () => {
    const { shape: _shape, distance: _distance, ...old } = differenceOf();
    const kept = example([old as Difference]);
    const found = await archiveOf([kept]).find(nameOf(kept));
    expect(found?.comparison.differences).toEqual([{ ...old, shape: null, distance: null }]);
  });

  it('of an earlier version has no alignment', async () => {
    const { database, archive } = archiveInFile();
    const kept = example();
    const { alignment: _alignment, ...old } = specimen;
    keep(archive, database, kept, { ...kept, specimen: old });
    expect((await archive.find(nameOf(kept)))?.comparison.specimen).toEqual({
      ...old,
      alignment: null,
    });
  });

  it.each<[string, (kept: Comparison) => unknown]>([
    ['a later version', (kept) => ({ ...kept, format: 3 })],
    ['another program', () => ({ hello: 1 })],
    ['nobody', () => null],
  ])('of %s is left out', async (_, contentOf) => {
    const { database, archive } = archiveInFile();
    const kept = example();
    keep(archive, database, kept, contentOf(kept));
    expect(await archive.find(nameOf(kept))).toBeNull();
  });

  it('that is damaged is left out', async () => {
    const { database, archive } = archiveInFile();
    const kept = example();
    keep(archive, database, kept, kept);
    database.prepare('UPDATE exchange SET content = ?').run(Buffer.from('damaged'));
    expect(await archive.find(nameOf(kept))).toBeNull();
  });

  it('is not there before it is written', async () => {
    const archive = archiveUnderTest();
    const kept = example();
    archive.add(kept, 'e1');
    expect(await archive.find(nameOf(kept))).toBeNull();
  });

  it('is not one without a specimen', async () => {
    const bare = example([differenceOf()], { specimen: null });
    expect(await archiveOf([bare]).find(nameOf(bare))).toBeNull();
  });

  it('is listed, the newest first', async () => {
    const kept = [example(), example(), example()];
    expect(await namesIn(archiveOf(kept))).toEqual(kept.map(nameOf).reverse());
  });

  it('is listed by epoch, route and field', async () => {
    const wanted = example([at('$.a')], { route: 'GET /wanted' });
    const archive = archiveOf([wanted, example([at('$.b')], { route: 'GET /wanted' }), example()]);
    const field = 'body changed $.a';
    const query = { epoch: 'e1', route: 'GET /wanted', field, limit: 10 };
    expect(await namesIn(archive, query)).toEqual([nameOf(wanted)]);
    expect(await namesIn(archive, { ...query, epoch: 'e2' })).toEqual([]);
  });

  it('is found by words of its path, its values and its target', async () => {
    const wanted = example([differenceOf({ path: '$.items[3].costUsd', primary: '0.0017' })]);
    const archive = archiveOf([wanted, example([at('$.name')], { specimen: null }), example()]);
    for (const words of ['costUsd', '0.0017', 'items costU']) {
      expect(await namesIn(archive, { words, limit: 10 })).toEqual([nameOf(wanted)]);
    }
    expect(await namesIn(archive, { words: 'gpt', limit: 10 })).toHaveLength(2);
  });

  it.each([
    ['a quote', '"'],
    ['quotes around an operator', 'a" OR "b'],
    ['an unfinished operator', 'NEAR('],
    ['a star', '*'],
    ['a minus', '- AND'],
    ['a colon', ':'],
    ['a statement', "'; DROP TABLE exchange; --"],
    ['a NUL', '\u0000'],
  ])('is safe from a search for %s', async (_, words) => {
    const archive = archiveOf([example()]);
    await expect(archive.list({ words, limit: 10 })).resolves.toBeDefined();
    expect(await namesIn(archive)).toHaveLength(1);
  });
});

describe('of what happens often', () => {
  it('the first ten are kept, and ten of the later ones', async () => {
    const all = Array.from({ length: 100 }, () => example());
    const names = await namesIn(archiveOf(all));
    expect(names).toHaveLength(20);
    expect(names.slice(-10)).toEqual(all.slice(0, 10).map(nameOf).reverse());
    expect(names[0]).toBe(nameOf(all[99]!));
  });

  it('what is rare is not crowded out', async () => {
    const rare = example([at('$.rare')]);
    const archive = archiveOf([rare, ...Array.from({ length: 300 }, () => example())]);
    expect(await archive.find(nameOf(rare))).not.toBeNull();
  });

  it('one that is also an example of something rare stays', async () => {
    const both = example([at('$.cost'), at('$.rare')]);
    const often = (): Comparison => example([at('$.cost')]);
    const before = Array.from({ length: 12 }, often);
    const archive = archiveOf([...before, both, ...Array.from({ length: 300 }, often)]);
    expect(await archive.find(nameOf(both))).not.toBeNull();
  });

  it('each epoch keeps its own', async () => {
    const archive = archiveUnderTest();
    const old = Array.from({ length: 30 }, () => example());
    for (const comparison of old) archive.add(comparison, 'e1');
    const recent = example();
    archive.add(recent, 'e2');
    archive.flush();
    expect(await namesIn(archive, { epoch: 'e1', limit: 100 })).toHaveLength(20);
    expect(await namesIn(archive, { epoch: 'e2', limit: 100 })).toEqual([nameOf(recent)]);
  });
});

function only(kind: 'added' | 'removed', path: string, value: string): Difference {
  return differenceOf({
    kind,
    path,
    template: path.replaceAll(/\d+/g, '*'),
    primary: kind === 'removed' ? value : null,
    candidate: kind === 'added' ? value : null,
  });
}

describe('a field', () => {
  const place = { epoch: 'e1', route: 'GET /api/costs', field: 'body changed $.cost' };

  it('has the times at which it was first and last found to differ', async () => {
    const all = Array.from({ length: 40 }, () => example([at('$.cost')]));
    expect(await archiveOf(all).seen(place)).toEqual({
      firstMs: all[0]!.wallClockMs,
      lastMs: all[39]!.wallClockMs,
    });
  });

  it('knows in how many exchanges nothing else differs', async () => {
    const elsewhere = { ...example([at('$.cost')]), route: 'GET /elsewhere' };
    const archive = archiveOf([
      example([at('$.cost')]),
      example([at('$.cost'), at('$.cost')]),
      example([at('$.cost'), at('$.name')]),
      example([at('$.name')]),
      elsewhere,
    ]);
    expect(await archive.explained(place)).toEqual({ kept: 3, alone: 2 });
  });

  it('knows in how many exchanges nothing differs but some fields', async () => {
    const name = 'body changed $.name';
    const archive = archiveOf([
      example([at('$.cost')]),
      example([at('$.name'), at('$.cost')]),
      example([at('$.name')]),
      example([at('$.name'), at('$.other')]),
      example([at('$.other')]),
    ]);
    expect(await archive.explained(place, [place.field, name])).toEqual({ kept: 4, alone: 3 });
  });

  it('knows what differs in the same exchanges, the most frequent first', async () => {
    const archive = archiveOf([
      example([at('$.cost'), at('$.a')]),
      example([at('$.cost'), at('$.a'), at('$.b')]),
      example([at('$.c')]),
    ]);
    expect(await archive.fieldsBeside(place, 5)).toEqual(['body changed $.a', 'body changed $.b']);
    expect(await archive.fieldsBeside(place, 1)).toHaveLength(1);
  });

  it('knows on which routes it differs', async () => {
    const archive = archiveOf([
      example([at('$.cost')], { route: 'GET /b' }),
      example([at('$.cost')], { route: 'GET /a' }),
      example([at('$.name')], { route: 'GET /c' }),
    ]);
    expect(await archive.routesWith(place)).toEqual(['GET /a', 'GET /b']);
  });

  it('knows which other member always stands where it is missing', async () => {
    const archive = archiveOf([
      example([
        only('removed', '$.items[0].created_at', '1'),
        only('added', '$.items[0].createdAt', '1'),
        only('removed', '$.items[1].created_at', '2'),
        only('added', '$.items[1].createdAt', '3'),
        only('added', '$.items[1].note', '2'),
        only('added', '$.total', '1'),
      ]),
    ]);
    const field = 'body removed $.items[*].created_at';
    expect(await archive.otherNames({ ...place, field })).toEqual([
      {
        template: '$.items[*].note',
        fields: ['body added $.items[*].note'],
        isAlways: false,
        sameShare: 1,
      },
      {
        template: '$.items[*].createdAt',
        fields: ['body added $.items[*].createdAt'],
        isAlways: true,
        sameShare: 0.5,
      },
    ]);
  });

  it('has its pairs of values, the most frequent first', async () => {
    const archive = archiveOf([cost('1', '2'), cost('1', null), cost('1', '2')]);
    expect(await archive.valuePairs(place, 10)).toEqual([
      { primary: '1', candidate: '2', exchanges: 2 },
      { primary: '1', candidate: null, exchanges: 1 },
    ]);
  });
});

const ageMsMax = 60_000;
const dayMs = 86_400_000;

/** An archive in a file that can be opened again, and its two clocks. */
function archiveInTime(file = new DatabaseSync(':memory:'), oldestMs = ageMsMax) {
  let [steadyMs, wallMs, sinceBootMs, boot] = [startMs, startMs, 5000, 'one'];
  const clock = {
    now: () => steadyMs,
    wallNow: () => wallMs,
    sinceBoot: () => ({ sinceBootMs, boot }),
  };
  const retention = { ageMsMax: oldestMs, bytesMax: 100_000_000 };
  const open = () => openArchive({ database: file, instance: 'k3x9', retention, clock });
  return {
    file,
    archive: open(),
    pass: (ms: number): void => {
      steadyMs += ms;
      wallMs += ms;
      sinceBootMs += ms;
    },
    /** No process runs for so long. */
    pause: (ms: number): void => {
      wallMs += ms;
      sinceBootMs += ms;
    },
    /** The machine is started again, and its wall clock is off. */
    reboot: (leapMs: number): void => {
      wallMs += leapMs;
      [sinceBootMs, boot] = [10, 'two'];
    },
    /** The wall clock is set. */
    leap: (ms: number) => (wallMs += ms),
    /** Another process starts at the wall clock. */
    restart: (): Archive => {
      steadyMs = wallMs;
      return open();
    },
  };
}

describe('a leap of the wall clock', () => {
  it.each([25 / 24, 30, -30])('by %f days lets nothing go', async (days) => {
    const { archive, leap, pass } = archiveInTime();
    archive.add(example(), 'e1');
    archive.flush();
    leap(days * dayMs);
    pass(1000);
    archive.add(example([differenceOf()], { wallClockMs: startMs + days * dayMs }), 'e1');
    archive.flush();
    expect(await namesIn(archive)).toHaveLength(2);
    pass(ageMsMax);
    archive.flush();
    expect(await namesIn(archive)).toHaveLength(1);
  });

  it.each([30, -30])('by %i days makes nothing older for the next process', async (days) => {
    const { archive, leap, pass, restart } = archiveInTime();
    archive.add(example(), 'e1');
    archive.flush();
    leap(days * dayMs);
    archive.flush();
    const next = restart();
    await expectToExpire(next, pass);
  });
});

/** How many are kept after that, of one that may be a day old. */
async function keptAfter(
  meanwhile: (time: ReturnType<typeof archiveInTime>) => void,
): Promise<number> {
  const time = archiveInTime(undefined, 86_400_000);
  time.archive.add(example(), 'e1');
  time.archive.flush();
  meanwhile(time);
  const next = time.restart();
  next.flush();
  return (await namesIn(next)).length;
}

describe('between two processes', () => {
  it('exchanges grow older while the machine is up', async () => {
    expect(await keptAfter(({ pause }) => pause(dayMs - 1))).toBe(1);
    expect(await keptAfter(({ pause }) => pause(dayMs + 1))).toBe(0);
  });

  it.each([15, -15])('a leap of the wall clock by %i days deletes nothing', async (days) => {
    expect(await keptAfter(({ leap }) => leap(days * dayMs))).toBe(1);
  });

  it('a wall clock that is 15 days off after a restart of the machine deletes nothing', async () => {
    expect(await keptAfter(({ reboot }) => reboot(15 * dayMs))).toBe(1);
  });
});

describe('a file of before', () => {
  it('is read, and its exchanges are as old as their times', async () => {
    const { file, archive, pass, restart } = archiveInTime();
    archive.add(example([differenceOf()], { wallClockMs: startMs }), 'e1');
    archive.flush();
    file.exec('DROP INDEX exchange_by_age; ALTER TABLE exchange DROP COLUMN kept_ms');
    file.exec('DROP TABLE clock_mark');
    const next = restart();
    await expectToExpire(next, pass);
  });
});

describe('what is kept is let go', () => {
  it('when it is too old, and cannot be found any more', async () => {
    const { archive, pass } = archiveInTime();
    const old = example([at('$.unheard')]);
    const recent = example();
    archive.add(old, 'e1');
    archive.flush();
    pass(ageMsMax);
    archive.add(recent, 'e1');
    archive.flush();
    expect(await namesIn(archive)).toHaveLength(2);
    pass(1);
    archive.flush();
    expect(await namesIn(archive)).toEqual([nameOf(recent)]);
    expect(await namesIn(archive, { words: 'unheard', limit: 10 })).toEqual([]);
  });

  it('when there is too much, the later examples before the first', async () => {
    const archive = archiveUnderTest({ bytesMax: 1 });
    const rounds = Array.from({ length: 20 }, () =>
      Array.from({ length: 15 }, (_, i) => example([at(`$.field${i}`)])),
    );
    for (const comparison of rounds.flat()) archive.add(comparison, 'e1');
    archive.flush();
    const newestFirstExamples = rounds.slice(0, 10).flat().slice(-100).map(nameOf);
    expect(await namesIn(archive)).toEqual(newestFirstExamples.reverse());
  });
});

/** The one exchange that is kept is as old as it may be, and then too old. */
async function expectToExpire(archive: Archive, pass: (ms: number) => void): Promise<void> {
  pass(ageMsMax);
  archive.flush();
  expect(await namesIn(archive)).toHaveLength(1);
  pass(1);
  archive.flush();
  expect(await namesIn(archive)).toEqual([]);
}
