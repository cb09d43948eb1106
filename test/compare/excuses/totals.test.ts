import { describe, expect, it } from 'vitest';
import type { PairExcuses } from '../../../src/vocabulary/excuses.ts';
import { absent, compareAnswers, compareValues, extra, items, pathsOf } from './excuse-fixture.ts';

const [abc, bc] = [items('a', 'b', 'c'), items('b', 'c')];
const things = [absent(['list', 0])];

const costs = (...all: readonly number[]) => all.map((cost) => ({ cost }));

type Row = [title: string, primary: unknown, candidate: unknown, things?: PairExcuses['things']];

describe('a number beside a list from which elements were set aside', () => {
  const rows: readonly Row[] = [
    ['a count', { list: abc, total: 3 }, { list: bc, total: 2 }],
    ['a count of more elements than are shown', { list: abc, total: 71 }, { list: bc, total: 70 }],
    [
      'a count in an object beside the list',
      { list: abc, meta: { totalCount: 3, v: 1 } },
      { list: bc, meta: { totalCount: 2, v: 1 } },
    ],
    [
      'a count further out',
      { data: { list: abc }, total: 3 },
      { data: { list: bc }, total: 2 },
      [absent(['data', 'list', 0])],
    ],
    [
      'several counts',
      { list: abc, size: 3, articlesCount: 9 },
      { list: bc, size: 2, articlesCount: 8 },
    ],
    [
      'what the candidate has too many',
      { list: bc, total: 2 },
      { list: abc, total: 3 },
      [extra(['list', 0])],
    ],
    [
      'what is left of both sides',
      { list: items('a', 'b', 'x'), total: 3 },
      { list: items('x', 'e'), total: 2 },
      [absent(['list', 0]), absent(['list', 1]), extra(['list', 1])],
    ],
    [
      'a sum of exact decimals',
      { list: costs(0.1, 0.2, 5), totalCost: 5.3 },
      { list: costs(5), totalCost: 5 },
      [absent(['list', 0]), absent(['list', 1])],
    ],
    [
      'a sum of sizes',
      { list: [{ size: 5 }, { size: 7 }], totalSize: 12 },
      { list: [{ size: 7 }], totalSize: 7 },
    ],
    [
      'a sum over several lists',
      { a: costs(1, 2), b: costs(3, 4), spend: 10 },
      { a: costs(2), b: costs(4), spend: 6 },
      [absent(['a', 0]), absent(['b', 0])],
    ],
    [
      'the count of one of several lists',
      { a: abc, b: abc, meta: { bCount: 3 } },
      { a: bc, b: items('c'), meta: { bCount: 1 } },
      [absent(['a', 0]), absent(['b', 0]), absent(['b', 1])],
    ],
  ];
  it.each(rows)('is explained: %s', (_, primary, candidate, marked = things) => {
    expect(compareValues(primary, candidate, { things: marked }).outcome).toBe('cascade');
  });
});

describe('another number beside a list', () => {
  const rows: readonly Row[] = [
    [
      'that is a sum, and off by the count',
      { list: costs(5, 7), totalCost: 12 },
      { list: costs(7), totalCost: 11 },
    ],
    [
      'that is a count, and off by a sum',
      { list: costs(5, 7), count: 2 },
      { list: costs(7), count: -3 },
    ],
    [
      'that may be either, adds up primary, and is off by the count',
      { list: costs(5, 7), total: 12 },
      { list: costs(7), total: 11 },
    ],
    [
      'that may be either, counts primary, and is off by a sum',
      { list: costs(5, 7), total: 2 },
      { list: costs(7), total: -3 },
    ],
    ['off by two where one was set aside', { list: abc, total: 3 }, { list: bc, total: 1 }],
    ['off the other way', { list: abc, total: 3 }, { list: bc, total: 4 }],
    ['of another name', { list: abc, version: 3 }, { list: bc, version: 2 }],
    ['that says where the page is', { list: abc, offset: 1 }, { list: bc, offset: 0 }],
    ['that is a text', { list: abc, total: '3' }, { list: bc, total: '2' }],
    [
      'three objects away',
      { list: abc, a: { b: { c: { total: 3 } } } },
      { list: bc, a: { b: { c: { total: 2 } } } },
    ],
    [
      'beside another list',
      { a: { list: abc, total: 3 }, b: { list: abc, c: { total: 3 } } },
      { a: { list: bc, total: 2 }, b: { list: abc, c: { total: 2 } } },
      [absent(['a', 'list', 0])],
    ],
    [
      'off by a sum that floats give but decimals do not',
      { list: costs(0.1, 0.2, 5), totalCost: 5.300000000000001 },
      { list: costs(5), totalCost: 5 },
      [absent(['list', 0]), absent(['list', 1])],
    ],
    [
      'off by the sum of different members',
      { list: [{ a: 2 }, { b: 3 }, { c: 1 }], total: 6 },
      { list: [{ c: 1 }], total: 1 },
      [absent(['list', 0]), absent(['list', 1])],
    ],
    [
      'off by an id',
      { list: [{ id: 40 }, { id: 41 }], total: 81 },
      { list: [{ id: 41 }], total: 41 },
    ],
    ['where nothing was set aside', { list: abc, total: 3 }, { list: abc, total: 2 }],
  ];
  it.each(rows)('stays a mismatch: %s', (_, primary, candidate, marked = things) => {
    expect(compareValues(primary, candidate, { things: marked }).outcome).toBe('mismatch');
  });
});

describe('a total that counts the whole list on both sides, although elements were set aside from one', () => {
  const rows: readonly Row[] = [
    ['beside the list', { list: abc, total: 3 }, { list: bc, total: 3 }],
    ['in an object beside it', { list: abc, meta: { count: 3 } }, { list: bc, meta: { count: 3 } }],
    [
      'where the candidate has too many',
      { list: bc, total: 2 },
      { list: abc, total: 2 },
      [extra(['list', 0])],
    ],
  ];
  it.each(rows)('is a mismatch: %s', (_, primary, candidate, marked = things) => {
    const comparison = compareValues(primary, candidate, { things: marked });
    expect(comparison.outcome).toBe('mismatch');
    expect(pathsOf(comparison)).toEqual([expect.stringMatching(/total|count/)]);
  });

  it("has as primary's value the count without the set-aside elements", () => {
    const comparison = compareValues({ list: abc, total: 3 }, { list: bc, total: 3 }, { things });
    expect(comparison.differences).toMatchObject([
      { path: '$.total', primary: '2', candidate: '3' },
    ]);
  });
});

describe('an equal number beside a list from which elements were set aside', () => {
  const rows: readonly Row[] = [
    ['of more elements than are shown', { list: abc, total: 71 }, { list: bc, total: 71 }],
    ['the size of a page', { list: abc, size: 3 }, { list: bc, size: 3 }],
    ['of something else', { list: abc, likesCount: 3 }, { list: bc, likesCount: 3 }],
    [
      'beside two lists',
      { list: abc, a: [1, 2, 3], total: 3 },
      { list: bc, a: [1, 2, 3], total: 3 },
    ],
    [
      'of another list',
      { list: abc, page: { a: [1, 2, 3], total: 3 } },
      { list: bc, page: { a: [1, 2, 3], total: 3 } },
    ],
    [
      'where as many elements were set aside on the other side',
      { list: abc, total: 3 },
      { list: items('b', 'c', 'x'), total: 3 },
      [absent(['list', 0]), extra(['list', 2])],
    ],
  ];
  it.each(rows)('is no difference: %s', (_, primary, candidate, marked = things) => {
    expect(compareValues(primary, candidate, { things: marked }).outcome).toBe('cascade');
  });
});

const answer = (list: unknown, ...fields: readonly string[]) => ({
  fields: ['Content-Type', 'application/json', ...fields],
  body: JSON.stringify(list),
});

describe('a header that counts a list from which elements were set aside', () => {
  const compare = { headers: { compare: ['content-type', 'x-total-count', 'x-page', 'etag'] } };
  const compareLists = (ours: readonly string[], theirs: readonly string[]) =>
    compareAnswers(
      answer(abc, ...ours),
      answer(bc, ...theirs),
      { things: [absent([0])] },
      { compare },
    );

  it('is explained if it is off by the number of set-aside elements', () => {
    const comparison = compareLists(['X-Total-Count', '31'], ['X-Total-Count', '30']);
    expect(comparison.outcome).toBe('cascade');
    expect(pathsOf(comparison)).toContain('x-total-count');
  });

  it.each([
    ['the same on both sides', ['X-Total-Count', '3'], ['X-Total-Count', '3']],
    ['off by two', ['X-Total-Count', '31'], ['X-Total-Count', '29']],
    ['not a whole number', ['X-Total-Count', '3.0'], ['X-Total-Count', '2.0']],
    ['missing', ['X-Total-Count', '3'], []],
    ['not a count', ['ETag', '3'], ['ETag', '2']],
    ['the number of the page', ['X-Page', '2'], ['X-Page', '1']],
  ])('stays a mismatch if it is %s', (_, ours, theirs) => {
    const comparison = compareLists(ours, theirs);
    expect(comparison.outcome).toBe('mismatch');
    expect(pathsOf(comparison)).toEqual([ours[0]?.toLowerCase()]);
  });
});
