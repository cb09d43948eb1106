import { describe, expect, it } from 'vitest';
import type { PairExcuses } from '../../../src/vocabulary/excuses.ts';
import { absent, compareValues, extra, made, pathsOf, raced, stale } from './excuse-fixture.ts';

type Row = [
  title: string,
  primary: unknown,
  candidate: unknown,
  things: PairExcuses['things'],
  known?: readonly string[],
];

const edge = (id: string, more: object = {}) => ({ cursor: `at ${id}`, node: { id, ...more } });
const edges = (...ids: readonly string[]) => ids.map((id) => edge(id));
const nodes = (...ids: readonly string[]) => ids.map((id) => ({ node: { id } }));
const nodeAt = (index: number) => ['edges', index, 'node'] as const;

describe('an edge whose node was lost', () => {
  const rows: readonly Row[] = [
    ['a lost one', { edges: edges('a', 'b') }, { edges: edges('b') }, [absent(nodeAt(0))]],
    ['a node alone', { edges: nodes('a', 'b') }, { edges: nodes('a') }, [absent(nodeAt(1))]],
    ['all of them', { edges: nodes('a') }, { edges: [] }, [absent(nodeAt(0))]],
    ['one too many', { edges: edges('b') }, { edges: edges('a', 'b') }, [extra(nodeAt(0))]],
    [
      'one that a race left out',
      { edges: edges('a', 'b') },
      { edges: edges('b') },
      [raced(nodeAt(0), [], { candidatePath: null })],
    ],
    [
      'with a count beside it',
      { edges: edges('a', 'b'), totalCount: 2 },
      { edges: edges('b'), totalCount: 1 },
      [absent(nodeAt(0))],
    ],
    [
      'with a sum over the nodes',
      { edges: [edge('a', { price: 5 }), edge('b', { price: 7 })], totalPrice: 12 },
      { edges: [edge('b', { price: 7 })], totalPrice: 7 },
      [absent(nodeAt(0))],
    ],
    [
      'with a sum over the edges',
      { edges: [{ hours: 5, node: { id: 'a' } }], totalHours: 5 },
      { edges: [], totalHours: 0 },
      [absent(nodeAt(0))],
    ],
    [
      'where another one fills up the page',
      { edges: edges('a', 'b') },
      { edges: edges('b', 'c') },
      [absent(nodeAt(0))],
      ['c'],
    ],
    [
      'and stands there with nothing for a node',
      { edges: edges('a', 'b') },
      { edges: [{ cursor: 'at a', node: null }, edge('b')] },
      [absent(nodeAt(0), { candidatePath: nodeAt(0) })],
    ],
    [
      'and stands there without a node, where another one is lost',
      { edges: [...edges('a', 'b', 'c')] },
      { edges: [{ cursor: 'at b' }, edge('c')] },
      [absent(nodeAt(0)), absent(nodeAt(1))],
    ],
    [
      'an old state of one, behind a lost one',
      { edges: [edge('a'), edge('b', { v: 2 })] },
      { edges: [edge('b', { v: 1 })] },
      [absent(nodeAt(0)), stale(nodeAt(1), [{ v: 1 }], { candidatePath: nodeAt(0) })],
    ],
  ];
  it.each(rows)('is explained: %s', (_, primary, candidate, things, ids = []) => {
    const known = ids.map((id) => ({ primary: `our ${id}`, candidate: id, label: id }));
    const { outcome } = compareValues(primary, candidate, { things }, { known });
    expect(outcome).toBe(things[0]?.because === 'race' ? 'racy' : 'cascade');
  });
});

describe('an element with a node', () => {
  const [withId, withOther] = [
    [{ id: 1, node: { id: 'a' } }],
    [{ node: { id: 'a' }, owner: { id: 'u' } }],
  ];
  const rows: readonly Row[] = [
    ['that has an id of its own', { edges: withId }, { edges: [] }, [absent(nodeAt(0))]],
    ['beside another object', { edges: withOther }, { edges: [] }, [absent(nodeAt(0))]],
    [
      'with a node of another name',
      { edges: [{ item: { id: 'a' } }] },
      { edges: [] },
      [absent(['edges', 0, 'item'])],
    ],
    [
      'where a part of the node is lost',
      { edges: [{ node: { id: 'a', by: { id: 'u' } } }] },
      { edges: [] },
      [absent([...nodeAt(0), 'by'])],
    ],
    [
      'where the candidate shows another node',
      { edges: nodes('a') },
      { edges: nodes('x') },
      [absent(nodeAt(0))],
    ],
    [
      'where another element is lost',
      { edges: nodes('a', 'b') },
      { edges: nodes('a') },
      [absent(nodeAt(0))],
    ],
    [
      'where the candidate lists it',
      { edges: nodes('a', 'b') },
      { edges: nodes('a', 'b', 'x') },
      [absent(nodeAt(0))],
    ],
    [
      'where the cursor of a remaining edge is wrong',
      { edges: edges('a', 'b') },
      { edges: [{ ...edge('b'), cursor: 'x' }] },
      [absent(nodeAt(0))],
    ],
    [
      'that missed a change and is missing',
      { edges: nodes('a', 'b') },
      { edges: nodes('b') },
      [stale(nodeAt(0), [{ id: 'a' }])],
    ],
  ];
  it.each(rows)('stays a mismatch: %s', (_, primary, candidate, things) => {
    const comparison = compareValues(primary, candidate, { things });
    expect(comparison.outcome).toBe('mismatch');
    expect(comparison.differences.length).toBeGreaterThan(0);
  });
});

const madeAt = (second: readonly [number, number]) => [
  made(nodeAt(0), nodeAt(1), [0, 10]),
  made(nodeAt(1), nodeAt(0), second),
];

describe('another order of edges', () => {
  const [ab, ba] = [{ edges: edges('a', 'b') }, { edges: edges('b', 'a') }];
  it('is racy if their nodes were created at the same time', () => {
    expect(compareValues(ab, ba, { made: madeAt([5, 15]) }).outcome).toBe('racy');
  });

  it('is a mismatch if their nodes were created one after the other', () => {
    const comparison = compareValues(ab, ba, { made: madeAt([10, 15]) });
    expect(comparison.outcome).toBe('mismatch');
    expect(pathsOf(comparison).length).toBeGreaterThan(0);
  });

  it('is a mismatch if the edges have ids of their own', () => {
    const [one, two] = [
      { id: 1, node: { id: 'a' } },
      { id: 2, node: { id: 'b' } },
    ];
    const comparison = compareValues(
      { edges: [one, two] },
      { edges: [two, one] },
      { made: madeAt([5, 15]) },
    );
    expect(comparison.outcome).toBe('mismatch');
  });
});
