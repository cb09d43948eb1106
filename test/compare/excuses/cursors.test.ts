import { describe, expect, it } from 'vitest';
import type { PairExcuses } from '../../../src/vocabulary/excuses.ts';
import { absent, compareValues, extra, stale } from './excuse-fixture.ts';

type Row = [title: string, primary: unknown, candidate: unknown, things?: PairExcuses['things']];

const list = (...ids: readonly string[]) => ids.map((id) => ({ id, by: `u${id}` }));
const [abc, ab] = [list('a', 'b', 'c'), list('a', 'b')];
const last = [absent(['list', 2])];
const edges = (...ids: readonly string[]) =>
  ids.map((id) => ({ cursor: `at ${id}`, node: { id } }));

describe('a cursor that names the last element of each side', () => {
  const rows: readonly Row[] = [
    ['next', { list: abc, next: 'c' }, { list: ab, next: 'b' }],
    ['nextCursor', { list: abc, nextCursor: 'c' }, { list: ab, nextCursor: 'b' }],
    ['next_page_token', { list: abc, next_page_token: 'c' }, { list: ab, next_page_token: 'b' }],
    [
      'in an object beside the list',
      { list: abc, page: { cursor: 'c' } },
      { list: ab, page: { cursor: 'b' } },
    ],
    [
      'two objects away',
      { list: abc, meta: { page: { after: 'c' } } },
      { list: ab, meta: { page: { after: 'b' } } },
    ],
    [
      'by a number',
      { list: [{ id: 1 }, { id: 2 }, { id: 3 }], next: 3 },
      { list: [{ id: 1 }, { id: 2 }], next: '2' },
    ],
    [
      'beside what the candidate has too many',
      { list: ab, next: 'b' },
      { list: abc, next: 'c' },
      [extra(['list', 2])],
    ],
    ['of a list of ids', { list: ['a', 'b', 'c'], next: 'c' }, { list: ['a', 'b'], next: 'b' }],
    [
      'by the cursor of the last edge',
      { edges: edges('a', 'b'), pageInfo: { endCursor: 'at b' } },
      { edges: edges('a'), pageInfo: { endCursor: 'at a' } },
      [absent(['edges', 1, 'node'])],
    ],
    [
      'by the id of the last node',
      { edges: edges('a', 'b'), pageInfo: { endCursor: 'b' } },
      { edges: edges('a'), pageInfo: { endCursor: 'a' } },
      [absent(['edges', 1, 'node'])],
    ],
  ];
  it.each(rows)('is explained: %s', (_, primary, candidate, things = last) => {
    expect(compareValues(primary, candidate, { things }).outcome).toBe('cascade');
  });

  it("is explained with each side's identities, after elements that fill up a page", () => {
    const known = ['a', 'b'].map((id) => ({ primary: id, candidate: `their ${id}`, label: id }));
    const comparison = compareValues(
      { list: [{ id: 'new' }, { id: 'b' }], next: 'b' },
      { list: [{ id: 'their b' }, { id: 'their a' }], next: 'their a' },
      { things: [absent(['list', 0])] },
      { known },
    );
    expect(comparison.outcome).toBe('cascade');
  });
});

describe('another cursor', () => {
  const rows: readonly Row[] = [
    [
      'that names another element of the candidate',
      { list: abc, next: 'c' },
      { list: ab, next: 'a' },
    ],
    ['that names another element of primary', { list: abc, next: 'b' }, { list: ab, next: 'a' }],
    ['that names no element', { list: abc, next: 'c' }, { list: ab, next: 'x' }],
    ['that is missing on one side', { list: abc, next: 'c' }, { list: ab }],
    ['that is null on one side', { list: abc, next: 'c' }, { list: ab, next: null }],
    [
      'that names the author of the last element',
      { list: abc, next: 'uc' },
      { list: ab, next: 'ub' },
    ],
    ['under another name', { list: abc, latest: 'c' }, { list: ab, latest: 'b' }],
    ['of the previous page', { list: abc, prev: 'c' }, { list: ab, prev: 'b' }],
    ['that is a token of another kind', { list: abc, token: 'c' }, { list: ab, token: 'b' }],
    [
      'of a thing beside the list',
      { list: abc, by: { id: 'u', stats: { next: 'c' } } },
      { list: ab, by: { id: 'u', stats: { next: 'b' } } },
    ],
    [
      'of another list',
      { list: abc, other: { page: { next: 'c' }, list: ['x'] } },
      { list: ab, other: { page: { next: 'b' }, list: ['x'] } },
    ],
    [
      'where nothing was set aside',
      { list: [{ id: 'a', v: 2 }], next: 'a' },
      { list: [{ id: 'a', v: 1 }], next: 'b' },
      [stale(['list', 0], [{ v: 1 }])],
    ],
    [
      'where the missing element was not lost',
      { list: abc, next: 'c' },
      { list: ab, next: 'b' },
      [absent(['list', 0])],
    ],
  ];
  it.each(rows)('stays a mismatch: %s', (_, primary, candidate, things = last) => {
    expect(compareValues(primary, candidate, { things }).outcome).toBe('mismatch');
  });
});
