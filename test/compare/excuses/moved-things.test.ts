import { describe, expect, it } from 'vitest';
import type { PairExcuses } from '../../../src/vocabulary/excuses.ts';
import {
  absent,
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

interface Card {
  readonly id: number;
  readonly list: string;
  readonly title?: string;
}

const card = (id: number, list: string, more: Partial<Card> = {}): Card => ({ id, list, ...more });
const columns = (...all: readonly (readonly [string, ...Card[]])[]) => ({
  columns: all.map(([name, ...cards]) => ({ name, cards, count: cards.length })),
});
const at = (column: number, index: number) => ['columns', column, 'cards', index] as const;
const rest = [card(1, 'a'), card(2, 'b')] as const;

const before = [{ id: 3, list: 'a' }];
const moved = stale(at(1, 1), before, { candidatePath: at(0, 1) });
const ours = columns(['a', rest[0]], ['b', rest[1], card(3, 'b')]);
const theirs = columns(['a', rest[0], card(3, 'a')], ['b', rest[1]]);

describe('a thing that the candidate shows in its former list', () => {
  const rows: readonly Row[] = [
    ['beside the name of the list', ours, theirs, [moved]],
    [
      'under the name of the list',
      { a: [card(1, 'a')], b: [card(2, 'b'), card(3, 'b')] },
      { a: [card(1, 'a'), card(3, 'a')], b: [card(2, 'b')] },
      [stale(['b', 1], before, { candidatePath: ['a', 1] })],
    ],
    [
      'by the id of the list, in the identities of each side',
      [
        { id: 'l1', cards: [] },
        { id: 'l2', cards: [{ n: 'x', listId: 'l2' }] },
      ],
      [
        { id: 'm1', cards: [{ n: 'x', listId: 'm1' }] },
        { id: 'm2', cards: [] },
      ],
      [stale([1, 'cards', 0], [{ n: 'x', listId: 'l1' }], { candidatePath: [0, 'cards', 0] })],
      {
        known: [
          { primary: 'l1', candidate: 'm1', label: '1' },
          { primary: 'l2', candidate: 'm2', label: '2' },
        ],
      },
    ],
    [
      'after a race',
      ours,
      theirs,
      [raced(at(1, 1), [...before, { id: 3, list: 'b' }], { candidatePath: at(0, 1) })],
    ],
    [
      'beside a card that was lost',
      columns(['a', card(0, 'a'), rest[0]], ['b', rest[1], card(3, 'b')]),
      theirs,
      [absent(at(0, 0)), moved],
    ],
    [
      'with another member that its states explain',
      columns(['a'], ['b', card(3, 'b', { title: 'new' })]),
      columns(['a', card(3, 'a', { title: 'old' })], ['b']),
      [stale(at(1, 0), [{ id: 3, list: 'a', title: 'old' }], { candidatePath: at(0, 0) })],
    ],
    [
      'with a member that a rule leaves out',
      columns(['a'], ['b', card(3, 'b', { title: 'new' })]),
      columns(['a', card(3, 'a', { title: 'old' })], ['b']),
      [stale(at(1, 0), before, { candidatePath: at(0, 0) })],
      { compare: { ignore: ['$.columns[*].cards[*].title'] } },
    ],
  ];
  it.each(rows)('is explained: %s', (_, primary, candidate, things, surroundings) => {
    const { outcome } = compareValues(primary, candidate, { things }, surroundings);
    expect(outcome).toBe(things[0]?.because === 'race' ? 'racy' : 'cascade');
  });

  it('is a cascade and no match if policy is the reason', () => {
    const things = [{ ...moved, because: 'sampling' } as const];
    expect(compareValues(ours, theirs, { things })).toMatchObject({
      outcome: 'cascade',
      reason: 'not_sampled',
    });
  });
});

describe('a thing in another list', () => {
  const rows: readonly Row[] = [
    ['that was never shown in that list', ours, theirs, [{ ...moved, states: [{ list: 'c' }] }]],
    ['without states', ours, theirs, [{ ...moved, states: [] }]],
    [
      'that is not in the list that its own member names',
      columns(['a', rest[0]], ['b', rest[1], card(3, 'b')], ['c']),
      columns(['a', rest[0]], ['b', rest[1]], ['c', card(3, 'a')]),
      [stale(at(1, 1), before, { candidatePath: at(2, 0) })],
    ],
    [
      "whose own member names primary's list",
      ours,
      columns(['a', rest[0], card(3, 'b')], ['b', rest[1]]),
      [moved],
    ],
    [
      'with a wrong value in another member',
      columns(['a'], ['b', card(3, 'b', { title: 'x' })]),
      columns(['a', card(3, 'a', { title: 'wrong' })], ['b']),
      [stale(at(1, 0), before, { candidatePath: at(0, 0) })],
    ],
    [
      'that the candidate shows in both lists',
      ours,
      columns(['a', rest[0], card(3, 'a')], ['b', rest[1], card(3, 'b')]),
      [moved],
    ],
    [
      'in a list whose only name is a count',
      {
        x: [
          { n: 7, cards: [] },
          { count: 3, cards: [{ v: 3 }] },
        ],
      },
      {
        x: [
          { count: 2, cards: [{ v: 2 }] },
          { n: 7, cards: [] },
        ],
      },
      [stale(['x', 1, 'cards', 0], [{ v: 2 }], { candidatePath: ['x', 0, 'cards', 0] })],
    ],
  ];
  it.each(rows)('stays a mismatch: %s', (_, primary, candidate, things) => {
    const comparison = compareValues(primary, candidate, { things });
    expect(comparison.outcome).toBe('mismatch');
    expect(comparison.differences.length).toBeGreaterThan(0);
  });

  it('stays a mismatch beside another difference, and only that is listed', () => {
    const comparison = compareValues({ ...ours, v: 1 }, { ...theirs, v: 2 }, { things: [moved] });
    expect(pathsOf(comparison)).toEqual(['$.v']);
  });
});
