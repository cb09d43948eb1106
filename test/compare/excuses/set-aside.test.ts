import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../src/vocabulary/identities.ts';
import type { PairExcuses } from '../../../src/vocabulary/excuses.ts';
import {
  absent,
  compareAnswers,
  compareValues,
  extra,
  items,
  pathsOf,
  raced,
  type Surroundings,
} from './excuse-fixture.ts';

type Row = [
  title: string,
  primary: unknown,
  candidate: unknown,
  things: PairExcuses['things'],
  surroundings?: Surroundings,
];

const [abc, bc] = [items('a', 'b', 'c'), items('b', 'c')];
const deepPath = Array.from({ length: 5000 }, () => 0);
const hostilePaths = [
  ['__proto__'],
  ['__proto__', 'polluted'],
  ['constructor', 'prototype'],
  ['list', 'length'],
  ['list', -1],
  ['list', 0.5],
  ['list', 99],
  ['list', '0'],
  ['name', 0],
  deepPath,
];

describe('a thing that one side cannot have', () => {
  const rows: readonly Row[] = [
    ['an element only primary lists', abc, bc, [absent([0])]],
    ['several of them', items('a', 'b', 'c', 'd'), items('b'), [0, 2, 3].map((at) => absent([at]))],
    ['an element only the candidate lists', bc, abc, [extra([0])]],
    ['one on each side', items('a', 'x'), items('x', 'e'), [absent([0]), extra([1])]],
    ['an id in a list of ids', { ids: [7, 8, 9] }, { ids: [7, 9] }, [absent(['ids', 1])]],
    ['the last element', { list: items('a') }, { list: [] }, [absent(['list', 0])]],
    ['one that a race left out', abc, bc, [raced([0], [], { candidatePath: null })]],
    ['one that a race left in', bc, abc, [raced([0], [], { primaryPath: null })]],
    [
      'a member that is null there',
      { thing: { a: 1 } },
      { thing: null },
      [absent(['thing'], { candidatePath: ['thing'] })],
    ],
    ['a member that is missing there', { id: 1, thing: { a: 1 } }, { id: 1 }, [absent(['thing'])]],
    ['a member that is an empty text there', { by: 'u7' }, { by: '' }, [absent(['by'])]],
    ['a member that only the candidate has', {}, { thing: { a: 1 } }, [extra(['thing'])]],
    ['a whole document', { a: 1 }, null, [absent([])]],
    [
      'null in place of an element',
      { list: items('a', 'b') },
      { list: [null, { name: 'b' }] },
      [absent(['list', 0], { candidatePath: ['list', 0] })],
    ],
    [
      'one thing inside an element that stands behind another one',
      { list: [{ name: 'a' }, { name: 'b', by: { id: 1 } }] },
      { list: [{ name: 'b', by: null }] },
      [absent(['list', 0]), absent(['list', 1, 'by'])],
    ],
    [
      'a list inside an element of a list',
      { groups: [{ name: 'g', list: abc }] },
      { groups: [{ name: 'g', list: bc }] },
      [absent(['groups', 0, 'list', 0])],
    ],
    [
      'a thing inside one that is set aside itself',
      { list: [{ name: 'a', by: { id: 1 } }, { name: 'b' }] },
      { list: items('b') },
      [absent(['list', 0, 'by']), absent(['list', 0])],
    ],
    [
      'a member whose name is an identity',
      { things: { p1: { a: 1, thing: { b: 1 } } } },
      { things: { c1: { a: 1, thing: null } } },
      [absent(['things', 'p1', 'thing'], { candidatePath: ['things', 'c1', 'thing'] })],
      { known: [{ primary: 'p1', candidate: 'c1', label: '‹id #1›' }] },
    ],
    [
      'one beside what a rule leaves out',
      { at: 1, list: abc },
      { at: 2, list: bc },
      [absent(['list', 0])],
      { compare: { ignore: ['$.at'] } },
    ],
    [
      'one among elements that a rule leaves out in part',
      [{ name: 'a' }, { name: 'b', at: 1 }],
      [{ name: 'b', at: 2 }],
      [absent([0])],
      { compare: { ignore: ['$[*].at'] } },
    ],
    [
      'one from a list whose order a rule leaves out',
      abc,
      items('c', 'b'),
      [absent([0])],
      { compare: { unordered: ['$'] } },
    ],
    [
      'one before an element that a rule finds by what it holds',
      [{ name: 'a' }, { name: 'b', at: 1 }],
      [{ name: 'b', at: 2 }],
      [absent([0])],
      { compare: { ignore: ['$[?@.name=="b"].at'] } },
    ],
  ];
  it.each(rows)('is explained: %s', (_, primary, candidate, things, surroundings) => {
    const comparison = compareValues(primary, candidate, { things }, surroundings);
    expect(comparison.outcome).toBe(things[0]?.because === 'race' ? 'racy' : 'cascade');
    expect(comparison.differences.length).toBeGreaterThan(0);
  });
});

describe('a thing that one side cannot have, with another difference', () => {
  const rows: readonly Row[] = [
    ['another element that is missing', abc, items('c'), [absent([0])]],
    ['another element that is added', bc, items('a', 'x', 'b', 'c'), [extra([0])]],
    ['a lost element where the candidate has more', bc, abc, [absent([0])]],
    ['another thing in its place', { thing: { a: 1 } }, { thing: { a: 2 } }, [absent(['thing'])]],
    [
      "another thing in its place, at the candidate's path of the thing",
      { thing: { a: 1 } },
      { thing: { a: 2 } },
      [absent(['thing'], { candidatePath: ['thing'] })],
    ],
    [
      'an element at a path that leads to another element',
      abc,
      bc,
      [absent([0], { candidatePath: [0] })],
    ],
    ['an empty list in its place', { thing: { a: 1 } }, { thing: [] }, [absent(['thing'])]],
    ['another element in its place', abc, items('a', 'x', 'c'), [absent([1])]],
    [
      'a wrong value beside the list',
      { a: 1, list: abc },
      { a: 2, list: bc },
      [absent(['list', 0])],
    ],
    ['a wrong value in the remaining elements', abc, items('b', 'x'), [absent([0])]],
    ['the order of the remaining elements', abc, items('c', 'b'), [absent([0])]],
    ['a list that is null', { list: abc }, { list: null }, [absent(['list', 0])]],
    [
      'null in place of another element',
      { list: items('a', 'b') },
      { list: [{ name: 'a' }, null] },
      [absent(['list', 0])],
    ],
    [
      'a value that a rule ignores in another element only',
      [{ name: 'a' }, { name: 'b', at: 1 }],
      [{ name: 'b', at: 2 }],
      [absent([0])],
      { compare: { ignore: ['$[?@.name=="a"].at'] } },
    ],
  ];
  it.each(rows)('stays a mismatch: %s', (_, primary, candidate, things, surroundings) => {
    const comparison = compareValues(primary, candidate, { things }, surroundings);
    expect(comparison.outcome).toBe('mismatch');
    expect(comparison.differences.length).toBeGreaterThan(0);
  });

  it.each(hostilePaths)('stays a mismatch if the path of the thing is invalid: %s', (...path) => {
    const documents = [
      { name: 'a', list: abc },
      { name: 'b', list: abc },
    ] as const;
    const things = [absent(path), extra(path), raced(path, [{}])];
    const comparison = compareValues(...documents, { things });
    expect(comparison.outcome).toBe('mismatch');
    expect(pathsOf(comparison)).toEqual(['$.name']);
  });

  it('stays a mismatch if a member called __proto__ differs', () => {
    const comparison = compareAnswers(
      { body: '{"__proto__":{"a":1},"list":[1,2]}' },
      { body: '{"__proto__":{"a":2},"list":[2]}' },
      { things: [absent(['list', 0])] },
    );
    expect(pathsOf(comparison)).toEqual(['$.__proto__.a']);
  });
});

const ours = (one: number, more: object = {}) => ({ id: `ours-${one}`, ...more });
const theirs = (one: number, more: object = {}) => ({ id: `theirs-${one}`, ...more });
const isLost = (at: number) => at % 20 === 0;

describe('the differences beside things that were set aside', () => {
  const known: readonly Identity[] = ['1', '2', '3'].map((one) => ({
    primary: `ours-${one}`,
    candidate: `theirs-${one}`,
    label: `‹id #${one}›`,
  }));

  it('are the only listed ones, with their place in the whole document', () => {
    const comparison = compareValues(
      { list: [ours(1), ours(2), ours(3, { a: 1 })] },
      { list: [theirs(2), theirs(3, { a: 2 })] },
      { things: [absent(['list', 0])] },
      { known },
    );
    expect(comparison.differences).toMatchObject([
      {
        aspect: 'body',
        kind: 'changed',
        path: '$.list[2].a',
        template: '$.list[*].a',
        primary: '1',
        candidate: '2',
        shape: null,
        distance: 1,
      },
    ]);
  });

  it('have the place in the candidate’s document if only the candidate has the value', () => {
    const comparison = compareValues(
      [ours(1)],
      [theirs(2), theirs(1), { id: 'x' }],
      { things: [extra([0])] },
      { known },
    );
    expect(comparison.differences).toMatchObject([{ kind: 'added', path: '$[2]' }]);
  });

  it('are none in a list of ten thousand with hundreds of marked elements', () => {
    const all = Array.from({ length: 10_000 }, (_, at) => ({ id: at, name: `n${at}` }));
    const things = all.flatMap((_, at) => (isLost(at) ? [absent(['list', at])] : []));
    const left = all.filter((_, at) => !isLost(at));
    expect(compareValues({ list: all }, { list: left }, { things }).outcome).toBe('cascade');
  });
});
