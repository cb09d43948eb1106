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

describe('a thing that the candidate shows in an earlier state', () => {
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
  it.each(rows)('is explained: %s', (_, primary, candidate, things, surroundings) => {
    const comparison = compareValues(primary, candidate, { things }, surroundings);
    expect(comparison.outcome).toBe('cascade');
    expect(comparison.differences.length).toBeGreaterThan(0);
  });

  it('is explained in either direction after a race', () => {
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

describe('a thing in a state that it never had', () => {
  const rows: readonly Row[] = [
    ['a value of no state', after, { ...before, title: 'other' }, [stale([], [before])]],
    [
      'a differing member that no state has',
      { ...after, x: 1 },
      { ...before, x: 2 },
      [stale([], [before])],
    ],
    ['a list that no state has as a whole', after, { ...before, tags: [] }, [stale([], [before])]],
    [
      'a missing member that every state has',
      after,
      { id: 1, title: 'old' },
      [stale([], [before])],
    ],
    ['no known states', after, before, [stale([], [])]],
    [
      'another thing than that of the states',
      { a: after, b: 1 },
      { a: after, b: 2 },
      [stale(['a'], [{ b: 2 }])],
    ],
    ['a value on primary after a race', { v: 3 }, { v: 2 }, [raced([], [{ v: 1 }, { v: 2 }])]],
    [
      'a value on the candidate after a race',
      { v: 1 },
      { v: 3 },
      [raced([], [{ v: 1 }, { v: 2 }])],
    ],
    ['null in place of the thing', after, null, [stale([], [before])]],
    ['an inherited member', {}, { toString: 'x' }, [stale([], [{}])]],
  ];
  it.each(rows)('stays a mismatch: %s', (_, primary, candidate, things, surroundings) => {
    const comparison = compareValues(primary, candidate, { things }, surroundings);
    expect(comparison.outcome).toBe('mismatch');
    expect(comparison.differences.length).toBeGreaterThan(0);
  });

  it('has only the differences listed that its states do not explain', () => {
    const comparison = compareValues(
      { item: { ...after, x: 1 } },
      { item: { ...before, x: 2 } },
      { things: [stale(['item'], [before])] },
    );
    expect(pathsOf(comparison)).toEqual(['$.item.x']);
  });

  it('stays a mismatch if a number is written differently and lexical is on', () => {
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
