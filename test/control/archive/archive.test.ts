import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { packContent } from '../../../src/control/archive/exchange-content.ts';
import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import type { Difference } from '../../../src/vocabulary/difference.ts';
import { differenceOf } from '../comparison-fixture.ts';
import { at, example, nameOf, specimen } from './examples.ts';
import {
  type ArchiveOptions,
  type Implementation,
  implementations,
  namesIn,
  type TestedArchive,
} from './implementations.ts';

function ofCost(): Comparison {
  return example([at('$.cost')]);
}

function cost(primary: string, candidate: string | null): Comparison {
  return example([differenceOf({ path: '$.cost', template: '$.cost', primary, candidate })]);
}

function only(kind: 'added' | 'removed', path: string, value: string): Difference {
  return differenceOf({
    kind,
    path,
    template: path.replaceAll(/\d+/g, '*'),
    primary: kind === 'removed' ? value : null,
    candidate: kind === 'added' ? value : null,
  });
}

describe.each(Object.entries(implementations))('an archive of exchanges in %s', (_, start) => {
  let implementation: Implementation;

  beforeAll(async () => {
    implementation = await start();
  });
  afterAll(() => implementation[Symbol.asyncDispose]());

  async function archiveUnderTest(options?: ArchiveOptions): Promise<TestedArchive> {
    const archive = await implementation.open(options);
    onTestFinished(() => archive[Symbol.asyncDispose]());
    return archive;
  }

  async function archiveOf(
    comparisons: readonly Comparison[],
    options?: ArchiveOptions,
  ): Promise<TestedArchive> {
    const archive = await archiveUnderTest(options);
    for (const comparison of comparisons) archive.add(comparison, 'e1');
    await archive.flush();
    return archive;
  }

  describe('a saved exchange', () => {
    it('is found by its id, complete', async () => {
      const kept = example();
      expect(await (await archiveOf([kept])).find(nameOf(kept))).toEqual({
        comparison: kept,
        epoch: 'e1',
      });
    });

    it('of an earlier version has differences without shape and distance', async () => {
      const { shape: _shape, distance: _distance, ...old } = differenceOf();
      const kept = example([old as Difference]);
      const found = await (await archiveOf([kept])).find(nameOf(kept));
      expect(found?.comparison.differences).toEqual([{ ...old, shape: null, distance: null }]);
    });

    it('of an earlier version has no alignment', async () => {
      const kept = example();
      const archive = await archiveOf([kept]);
      const { alignment: _alignment, ...old } = specimen;
      await archive.replaceContents(zstdCompressSync(JSON.stringify({ ...kept, specimen: old })));
      expect((await archive.find(nameOf(kept)))?.comparison.specimen).toEqual({
        ...old,
        alignment: null,
      });
    });

    it.each<[string, (kept: Comparison) => unknown]>([
      ['a later version', (kept) => ({ ...kept, format: 3 })],
      ['another program', () => ({ hello: 1 })],
      ['no content', () => null],
    ])('from %s is ignored', async (_, contentOf) => {
      const kept = example();
      const archive = await archiveOf([kept]);
      await archive.replaceContents(zstdCompressSync(JSON.stringify(contentOf(kept))));
      expect(await archive.find(nameOf(kept))).toBeNull();
    });

    it('is ignored if it is damaged', async () => {
      const kept = example();
      const archive = await archiveOf([kept]);
      await archive.replaceContents(zstdCompressSync(JSON.stringify(kept)));
      await archive.replaceContents(Buffer.from('damaged'));
      expect(await archive.find(nameOf(kept))).toBeNull();
    });

    it('is not found before it is written', async () => {
      const archive = await archiveUnderTest();
      const kept = example();
      archive.add(kept, 'e1');
      expect(await archive.find(nameOf(kept))).toBeNull();
    });

    it('is not saved without a specimen', async () => {
      const bare = example([differenceOf()], { specimen: null });
      expect(await (await archiveOf([bare])).find(nameOf(bare))).toBeNull();
    });

    it('is listed, the newest first', async () => {
      const kept = [example(), example(), example()];
      expect(await namesIn(await archiveOf(kept))).toEqual(kept.map(nameOf).reverse());
    });

    it('has its fields, with the number of places and the first values', async () => {
      const places = [
        differenceOf({ path: '$.items[1].cost', primary: '0.0034' }),
        differenceOf({ path: '$.items[0].cost' }),
        only('removed', '$.name', '"a"'),
      ];
      const [one, other] = [example(places), ofCost()];
      const archive = await archiveOf([one, other]);
      const fields = await archive.fieldsOf([nameOf(one)]);
      expect([...fields]).toEqual([
        [
          nameOf(one),
          [
            expect.objectContaining({ places: 2, primary: '0.0012' }),
            expect.objectContaining({ places: 1, primary: '"a"', candidate: null }),
          ],
        ],
      ]);
    });

    it('is listed by epoch, route and field', async () => {
      const wanted = example([at('$.a')], { route: 'GET /wanted' });
      const archive = await archiveOf([
        wanted,
        example([at('$.b')], { route: 'GET /wanted' }),
        example(),
      ]);
      const field = 'body changed $.a';
      const query = { epoch: 'e1', route: 'GET /wanted', field, limit: 10 };
      expect(await namesIn(archive, query)).toEqual([nameOf(wanted)]);
      expect(await namesIn(archive, { ...query, epoch: 'e2' })).toEqual([]);
    });

    it('is found by words of its path, its values and its target', async () => {
      const wanted = example([differenceOf({ path: '$.items[3].costUsd', primary: '0.0017' })]);
      const archive = await archiveOf([
        wanted,
        example([at('$.name')], { specimen: null }),
        example(),
      ]);
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
    ])('is not exposed to search syntax: %s', async (_, words) => {
      const archive = await archiveOf([example()]);
      await expect(archive.list({ words, limit: 10 })).resolves.toBeDefined();
      expect(await namesIn(archive)).toHaveLength(1);
    });
  });

  describe('the retention of exchanges', () => {
    it('keeps the first ten of a frequent group, and ten of the later ones', async () => {
      const all = Array.from({ length: 100 }, () => example());
      const names = await namesIn(await archiveOf(all));
      expect(names).toHaveLength(20);
      expect(names.slice(-10)).toEqual(all.slice(0, 10).map(nameOf).reverse());
      expect(names[0]).toBe(nameOf(all[99]!));
    });

    it('keeps rare exchanges beside frequent ones', async () => {
      const rare = example([at('$.rare')]);
      const archive = await archiveOf([rare, ...Array.from({ length: 300 }, () => example())]);
      expect(await archive.find(nameOf(rare))).not.toBeNull();
    });

    it('keeps a frequent exchange that is also an example of something rare', async () => {
      const both = example([at('$.cost'), at('$.rare')]);
      const before = Array.from({ length: 12 }, ofCost);
      const archive = await archiveOf([...before, both, ...Array.from({ length: 300 }, ofCost)]);
      expect(await archive.find(nameOf(both))).not.toBeNull();
    });

    it('is separate for each epoch', async () => {
      const archive = await archiveUnderTest();
      const old = Array.from({ length: 30 }, () => example());
      for (const comparison of old) archive.add(comparison, 'e1');
      const recent = example();
      archive.add(recent, 'e2');
      await archive.flush();
      expect(await namesIn(archive, { epoch: 'e1', limit: 100 })).toHaveLength(20);
      expect(await namesIn(archive, { epoch: 'e2', limit: 100 })).toEqual([nameOf(recent)]);
    });
  });

  describe('a field of saved exchanges', () => {
    const place = { epoch: 'e1', route: 'GET /api/costs', field: 'body changed $.cost' };

    it('has the times of its first and its last exchange', async () => {
      const all = Array.from({ length: 40 }, () => example([at('$.cost')]));
      expect(await (await archiveOf(all)).seen(place)).toEqual({
        firstMs: all[0]!.wallClockMs,
        lastMs: all[39]!.wallClockMs,
      });
    });

    it('has its times and its newest example, also beside other fields', async () => {
      const all = [
        example([at('$.cost')]),
        example([at('$.cost'), at('$.name')]),
        example([at('$.cost')], { route: 'GET /elsewhere' }),
      ];
      const archive = await archiveOf(all);
      const fields = ['body changed $.name', place.field, 'body changed $.never'];
      const examples = await archive.examples(place, fields);
      expect(examples.toSorted((a, b) => a.firstMs - b.firstMs)).toEqual([
        {
          field: place.field,
          newest: nameOf(all[1]!),
          firstMs: all[0]!.wallClockMs,
          lastMs: all[1]!.wallClockMs,
        },
        {
          field: 'body changed $.name',
          newest: nameOf(all[1]!),
          firstMs: all[1]!.wallClockMs,
          lastMs: all[1]!.wallClockMs,
        },
      ]);
    });

    it('has the number of exchanges in which nothing else differs', async () => {
      const elsewhere = { ...example([at('$.cost')]), route: 'GET /elsewhere' };
      const archive = await archiveOf([
        example([at('$.cost')]),
        example([at('$.cost'), at('$.cost')]),
        example([at('$.cost'), at('$.name')]),
        example([at('$.name')]),
        elsewhere,
      ]);
      expect(await archive.explained(place)).toEqual({ kept: 3, alone: 2 });
    });

    it('has the number of exchanges in which only given fields differ', async () => {
      const name = 'body changed $.name';
      const archive = await archiveOf([
        example([at('$.cost')]),
        example([at('$.name'), at('$.cost')]),
        example([at('$.name')]),
        example([at('$.name'), at('$.other')]),
        example([at('$.other')]),
      ]);
      expect(await archive.explained(place, [place.field, name])).toEqual({ kept: 4, alone: 3 });
    });

    it('has the fields that differ in the same exchanges, the most frequent first', async () => {
      const archive = await archiveOf([
        example([at('$.cost'), at('$.a')]),
        example([at('$.cost'), at('$.a'), at('$.b')]),
        example([at('$.c')]),
      ]);
      expect(await archive.fieldsBeside(place, 5)).toEqual([
        'body changed $.a',
        'body changed $.b',
      ]);
      expect(await archive.fieldsBeside(place, 1)).toHaveLength(1);
    });

    it('has the routes on which it differs', async () => {
      const archive = await archiveOf([
        example([at('$.cost')], { route: 'GET /b' }),
        example([at('$.cost')], { route: 'GET /a' }),
        example([at('$.name')], { route: 'GET /c' }),
      ]);
      expect(await archive.routesWith(place)).toEqual(['GET /a', 'GET /b']);
    });

    it('has the other members that appear where it is missing', async () => {
      const archive = await archiveOf([
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
      const archive = await archiveOf([cost('1', '2'), cost('1', null), cost('1', '2')]);
      expect(await archive.valuePairs(place, 10)).toEqual([
        { primary: '1', candidate: '2', exchanges: 2 },
        { primary: '1', candidate: null, exchanges: 1 },
      ]);
    });
  });

  describe('the deletion of saved exchanges', () => {
    it('begins with the later examples if there are too many bytes', async () => {
      const rounds = Array.from({ length: 20 }, () =>
        Array.from({ length: 15 }, (_, i) => example([at(`$.field${i}`)])),
      );
      const newestFirstExamples = rounds.slice(0, 10).flat().slice(-100);
      const bytesMax = newestFirstExamples.reduce(
        (sum, comparison) => sum + packContent(comparison).length,
        0,
      );
      const archive = await archiveOf(rounds.flat(), { retention: { bytesMax } });
      expect(await namesIn(archive)).toEqual(newestFirstExamples.map(nameOf).reverse());
    });
  });
});
