import { describe, expect, it } from 'vitest';
import type { PairExcuses } from '../../../src/vocabulary/excuses.ts';
import {
  absent,
  compareAnswers,
  compareValues,
  pathsOf,
  raced,
  stale,
  type Surroundings,
} from './excuse-fixture.ts';

type Row = [
  title: string,
  primary: unknown,
  candidate: unknown,
  things: PairExcuses['things'],
  surroundings?: Surroundings,
];

const before = { id: 1, title: 'old', tags: ['a'] };
const after = { id: 1, title: 'new', tags: ['a', 'b'] };
const known = [{ primary: 'p1', candidate: 'c1', label: '‹id #1›' }];

describe('a thing that is shown as it was is explained', () => {
  const rows: readonly Row[] = [
    ['a missed change', after, before, [stale([], [before])]],
    ['in an envelope', { item: after }, { item: before }, [stale(['item'], [before])]],
    ['one of several states', after, before, [stale([], [{ title: 'older' }, before])]],
    [
      'members of different states',
      after,
      { ...before, title: 'older' },
      [stale([], [before, { title: 'older' }])],
    ],
    ['a member that was added since', { ...before, note: 'x' }, before, [stale([], [before])]],
    [
      'a member that was removed since',
      before,
      { ...before, note: 'x' },
      [stale([], [{ ...before, note: 'x' }])],
    ],
    [
      'a state that names another thing by its identity',
      { by: 'p2' },
      { by: 'c1' },
      [stale([], [{ by: 'p1' }])],
      { known },
    ],
    [
      'an element that stands at another index',
      [{ name: 'x' }, after],
      [before],
      [absent([0]), stale([1], [before], { candidatePath: [0] })],
    ],
    [
      'a number that takes 17 digits',
      { cost: 0.4 },
      { cost: 0.30000000000000004 },
      [stale([], [{ cost: 0.30000000000000004 }])],
    ],
    [
      'a nested list that lacks a lost thing, beside a missed change',
      { title: 'new', list: [{ n: 1 }, { n: 2 }] },
      { title: 'old', list: [{ n: 2 }] },
      [stale([], [{ title: 'old' }]), absent(['list', 0])],
    ],
  ];
  it.each(rows)('%s', (_, primary, candidate, things, surroundings) => {
    const comparison = compareValues(primary, candidate, { things }, surroundings);
    expect(comparison.outcome).toBe('cascade');
    expect(comparison.differences.length).toBeGreaterThan(0);
  });

  it('either way round after a race', () => {
    const states = [
      { v: 1, w: 'a' },
      { v: 2, w: 'b' },
    ];
    const comparison = compareValues(
      { v: 1, w: 'b' },
      { v: 2, w: 'a' },
      { things: [raced([], states)] },
    );
    expect(comparison).toMatchObject({ outcome: 'racy', cascadeOf: null });
  });
});

describe('the states of a thing do not explain', () => {
  const rows: readonly Row[] = [
    ['a value in neither', after, { ...before, title: 'other' }, [stale([], [before])]],
    [
      'a member that they do not have',
      { ...after, x: 1 },
      { ...before, x: 2 },
      [stale([], [before])],
    ],
    ['a list that is not as a whole in one', after, { ...before, tags: [] }, [stale([], [before])]],
    [
      'a member that is missing where none lacked it',
      after,
      { id: 1, title: 'old' },
      [stale([], [before])],
    ],
    ['anything where there are none', after, before, [stale([], [])]],
    [
      'another thing than the one they are of',
      { a: after, b: 1 },
      { a: after, b: 2 },
      [stale(['a'], [{ b: 2 }])],
    ],
    ['what primary shows after a race', { v: 3 }, { v: 2 }, [raced([], [{ v: 1 }, { v: 2 }])]],
    [
      'what the candidate shows after a race',
      { v: 1 },
      { v: 3 },
      [raced([], [{ v: 1 }, { v: 2 }])],
    ],
    ['a thing that is not there', after, null, [stale([], [before])]],
    ['a member that is inherited', {}, { toString: 'x' }, [stale([], [{}])]],
  ];
  it.each(rows)('%s', (_, primary, candidate, things, surroundings) => {
    const comparison = compareValues(primary, candidate, { things }, surroundings);
    expect(comparison.outcome).toBe('mismatch');
    expect(comparison.differences.length).toBeGreaterThan(0);
  });

  it('more than the members they are in: the others are listed alone', () => {
    const comparison = compareValues(
      { item: { ...after, x: 1 } },
      { item: { ...before, x: 2 } },
      { things: [stale(['item'], [before])] },
    );
    expect(pathsOf(comparison)).toEqual(['$.item.x']);
  });

  it('a number that is written otherwise, if that counts', () => {
    const [primary, candidate] = [{ body: '{"v":2,"w":1.1}' }, { body: '{"v":1.0,"w":1.10}' }];
    const things = [stale([], [{ v: 1 }])];
    const comparison = compareAnswers(
      primary,
      candidate,
      { things },
      { compare: { lexical: true } },
    );
    expect(pathsOf(comparison)).toEqual(['$.w']);
  });
});
