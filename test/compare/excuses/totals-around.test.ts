import { describe, expect, it } from 'vitest';
import type { PairExcuses } from '../../../src/vocabulary/excuses.ts';
import { absent, compareValues, extra, items, pathsOf, raced, stale } from './excuse-fixture.ts';

type Row = [title: string, primary: unknown, candidate: unknown, things?: PairExcuses['things']];

const [abc, bc] = [items('a', 'b', 'c'), items('b', 'c')];

describe('a total two objects away from a list', () => {
  const things = [absent(['data', 0])];
  const pages = (ours: number, theirs: number) =>
    [
      { data: abc, meta: { pagination: { page: 1, total: ours } } },
      { data: bc, meta: { pagination: { page: 1, total: theirs } } },
    ] as const;

  it('is explained if it is off by the number of set-aside elements', () => {
    expect(compareValues(...pages(3, 2), { things }).outcome).toBe('cascade');
  });

  it.each([
    ['off by another number', 3, 1],
    ['off in the other direction', 3, 4],
    ['the same on both sides', 3, 3],
  ])('stays a mismatch if it is %s', (_, ours, theirs) => {
    const comparison = compareValues(...pages(ours, theirs), { things });
    expect(pathsOf(comparison)).toEqual(['$.meta.pagination.total']);
  });

  const rows: readonly Row[] = [
    [
      'in a thing beside the list',
      { data: abc, by: { id: 'u', stats: { postsCount: 3 } } },
      { data: bc, by: { id: 'u', stats: { postsCount: 2 } } },
    ],
    [
      'in a thing in an object beside the list',
      { data: abc, more: { by: { id: 'u', postsCount: 3 } } },
      { data: bc, more: { by: { id: 'u', postsCount: 2 } } },
    ],
    [
      'beside another list',
      { data: abc, more: { page: { data: [1], total: 3 } } },
      { data: bc, more: { page: { data: [1], total: 2 } } },
    ],
    [
      'in an object beside another list',
      { data: abc, more: { data: [1], page: { total: 3 } } },
      { data: bc, more: { data: [1], page: { total: 2 } } },
    ],
    [
      'in a map by ids',
      { data: abc, users: { u1: { id: 'u1', count: 3 } } },
      { data: bc, users: { u1: { id: 'u1', count: 2 } } },
    ],
  ];
  it.each(rows)('stays a mismatch %s', (_, primary, candidate) => {
    expect(compareValues(primary, candidate, { things }).outcome).toBe('mismatch');
  });
});

const thing = (id: string, more: object = {}) => [id, { id, ...more }] as const;
const mapOf = (...all: readonly (readonly [string, object])[]) => Object.fromEntries(all);
const [ab, b] = [mapOf(thing('a'), thing('b')), mapOf(thing('b'))];
const lostInMap = [absent(['things', 'a'])];
const minted = ['5f3c9a1e-2b4d-4c6f-8a7b-9c0d1e2f3a4b', '7a1c9a1e-2b4d-4c6f-8a7b-9c0d1e2f3a4b'];

describe('a map by ids from which things were set aside', () => {
  const explained: readonly Row[] = [
    ['a count beside it', { things: ab, count: 2 }, { things: b, count: 1 }],
    ['of more than is shown', { things: ab, total: 9 }, { things: b, total: 8 }],
    [
      'in an object beside it',
      { things: ab, meta: { total: 2 } },
      { things: b, meta: { total: 1 } },
    ],
    ['with nothing left', { things: mapOf(thing('a')), count: 1 }, { things: {}, count: 0 }],
    ['one too many', { things: b, count: 1 }, { things: ab, count: 2 }, [extra(['things', 'a'])]],
    [
      'a sum',
      { things: mapOf(thing('a', { price: 5 }), thing('b', { price: 7 })), totalPrice: 12 },
      { things: mapOf(thing('b', { price: 7 })), totalPrice: 7 },
    ],
    [
      'under names that were minted',
      { things: { [minted[0]!]: { n: 1 }, [minted[1]!]: { n: 2 } }, count: 2 },
      { things: { [minted[1]!]: { n: 2 } }, count: 1 },
      [absent(['things', minted[0]!])],
    ],
  ];
  it.each(explained)('explains %s', (_, primary, candidate, things = lostInMap) => {
    expect(compareValues(primary, candidate, { things }).outcome).toBe('cascade');
  });

  const wrong: readonly Row[] = [
    ['a count that is off by two', { things: ab, count: 2 }, { things: b, count: 0 }],
    ['a count that is the same', { things: ab, count: 2 }, { things: b, count: 2 }],
    [
      'what the things in it count',
      { things: mapOf(thing('a'), thing('b', { likesCount: 3 })) },
      { things: mapOf(thing('b', { likesCount: 2 })) },
    ],
    [
      'what objects in the things in it count',
      { things: mapOf(thing('a'), thing('b', { stats: { likesCount: 3 } })) },
      { things: mapOf(thing('b', { stats: { likesCount: 2 } })) },
    ],
    [
      'a count where the object is no map: its members have roles',
      { things: { a: { id: 'x' }, editor: { id: 'y' } }, count: 2 },
      { things: { editor: { id: 'y' } }, count: 1 },
    ],
    [
      'a count where not all in it are things',
      { things: { ...ab, v: 1 }, count: 2 },
      { things: { ...b, v: 1 }, count: 1 },
    ],
  ];
  it.each(wrong)('does not explain %s', (_, primary, candidate, things = lostInMap) => {
    expect(compareValues(primary, candidate, { things }).outcome).toBe('mismatch');
  });
});

const price = (...all: readonly number[]) => all.map((one) => ({ price: one, weight: 3 }));
const stalePrice = [stale(['list', 1], [{ price: 5 }])];
const done = (...all: readonly boolean[]) => all.map((one, at) => ({ n: at, done: one }));
const staleDone = [stale(['list', 1], [{ done: false }])];

describe('a total over an element in an earlier state', () => {
  const explained: readonly Row[] = [
    [
      'a sum over its member',
      { list: price(4, 7), sumPrice: 11 },
      { list: price(4, 5), sumPrice: 9 },
    ],
    [
      "a sum of another name that equals primary's elements",
      { list: price(4, 7), summary: { amount: 11 } },
      { list: price(4, 5), summary: { amount: 9 } },
    ],
    [
      'a sum over more elements than are shown, named after the member',
      { list: price(4, 7), totalPrice: 90 },
      { list: price(4, 5), totalPrice: 88 },
    ],
    [
      'a sum with the name of a count, named after the member',
      { list: [{ likes: 4 }, { likes: 7 }], totalLikes: 11 },
      { list: [{ likes: 4 }, { likes: 6 }], totalLikes: 10 },
      [stale(['list', 1], [{ likes: 6 }])],
    ],
    [
      'where another element was lost',
      { list: price(4, 7), sumPrice: 11, count: 2 },
      { list: price(5), sumPrice: 5, count: 1 },
      [absent(['list', 0]), stale(['list', 1], [{ price: 5 }], { candidatePath: ['list', 0] })],
    ],
    [
      'in a map by ids',
      { list: mapOf(thing('a', { price: 7 })), totalPrice: 7 },
      { list: mapOf(thing('a', { price: 5 })), totalPrice: 5 },
      [stale(['list', 'a'], [{ price: 5 }])],
    ],
    [
      'in a connection',
      { list: [{ node: { id: 'a', price: 7 } }], totalPrice: 7 },
      { list: [{ node: { id: 'a', price: 5 } }], totalPrice: 5 },
      [stale(['list', 0, 'node'], [{ price: 5 }])],
    ],
    [
      'a count of the elements with done',
      { list: done(true, true), total: 2, doneCount: 2 },
      { list: done(true, false), total: 2, doneCount: 1 },
      staleDone,
    ],
    [
      'a count of a flag with another prefix, in the other direction',
      { list: [{ isActive: false }], stats: { active_count: 0 } },
      { list: [{ isActive: true }], stats: { active_count: 1 } },
      [stale(['list', 0], [{ isActive: true }])],
    ],
    [
      'a count of the elements with done, where some were lost',
      { list: done(true, false, true), doneCount: 2, total: 3 },
      { list: done(true, false, true).slice(2), doneCount: 1, total: 1 },
      [absent(['list', 0]), absent(['list', 1])],
    ],
  ];
  it.each(explained)('is explained: %s', (_, primary, candidate, things = stalePrice) => {
    expect(compareValues(primary, candidate, { things }).outcome).toBe('cascade');
  });

  it('is explained after a race', () => {
    const things = [raced(['list', 1], [{ price: 5 }, { price: 7 }])];
    const [ours, theirs] = [
      { list: price(4, 7), sumPrice: 11 },
      { list: price(4, 5), sumPrice: 9 },
    ];
    expect(compareValues(ours, theirs, { things }).outcome).toBe('racy');
  });

  const wrong: readonly Row[] = [
    [
      'off by more than the change of the member',
      { list: price(4, 7), sumPrice: 11 },
      { list: price(4, 5), sumPrice: 8 },
    ],
    [
      'off in the other direction',
      { list: price(4, 7), sumPrice: 11 },
      { list: price(4, 5), sumPrice: 13 },
    ],
    [
      'over another member, off by the same amount',
      { list: price(4, 7), totalWeight: 6 },
      { list: price(4, 5), totalWeight: 4 },
    ],
    [
      'over more elements than are shown, and named after another member',
      { list: price(4, 7), totalWeight: 60 },
      { list: price(4, 5), totalWeight: 58 },
    ],
    [
      'a count that is off by the change of the member',
      { list: price(4, 7), count: 2 },
      { list: price(4, 5), count: 0 },
    ],
    [
      'named after the member, with the sum of another number of elements',
      { list: [{ likes: 4 }, { likes: 7 }], likesCount: 30 },
      { list: [{ likes: 4 }, { likes: 6 }], likesCount: 29 },
      [stale(['list', 1], [{ likes: 6 }])],
    ],
    [
      'over a member whose difference no state explains',
      { list: price(4, 7), sumPrice: 11 },
      { list: price(4, 6), sumPrice: 10 },
    ],
    [
      'off by the lost element alone, beside an element in an earlier state',
      { list: price(4, 7), sumPrice: 11 },
      { list: price(5), sumPrice: 7 },
      [absent(['list', 0]), stale(['list', 1], [{ price: 5 }], { candidatePath: ['list', 0] })],
    ],
    [
      'a count of the elements with done, off by two',
      { list: done(true, true), doneCount: 2 },
      { list: done(true, false), doneCount: 0 },
      staleDone,
    ],
    [
      'a count of the elements with done, off in the other direction',
      { list: done(true, true), doneCount: 2 },
      { list: done(true, false), doneCount: 3 },
      staleDone,
    ],
    [
      'a count of another flag',
      { list: done(true, true), openCount: 2 },
      { list: done(true, false), openCount: 1 },
      staleDone,
    ],
    [
      'a count of the elements without done',
      { list: done(true, true), undoneCount: 2 },
      { list: done(true, false), undoneCount: 1 },
      staleDone,
    ],
    [
      'a count of all elements',
      { list: done(true, true), total: 2 },
      { list: done(true, false), total: 1 },
      staleDone,
    ],
  ];
  it.each(wrong)('stays a mismatch: %s', (_, primary, candidate, things = stalePrice) => {
    expect(compareValues(primary, candidate, { things }).outcome).toBe('mismatch');
  });
});
