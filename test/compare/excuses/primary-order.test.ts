import { describe, expect, it } from 'vitest';
import { compareValues, made } from './excuse-fixture.ts';

type Times = Readonly<Record<string, readonly [number, number]>>;
interface Change {
  readonly id: string;
  readonly seq?: unknown;
}

/** `a` and `b` were written at the same time, between `x` and `y`. */
const times: Times = { x: [0, 10], a: [20, 40], b: [30, 50], y: [60, 70] };

const feed = (...ids: readonly string[]): readonly Change[] =>
  ids.map((id, at) => ({ id, seq: 3 * at + 1 }));

function compareFeeds(ours: readonly Change[], theirs: readonly Change[], written = times) {
  const changed = ours.flatMap(({ id }, at) => {
    const there = theirs.findIndex((one) => one.id === id);
    const time = written[id];
    return there < 0 || time === undefined ? [] : [made(['results', at], ['results', there], time)];
  });
  return compareValues({ results: ours }, { results: theirs }, { changed }).outcome;
}

describe('a feed with numbers for the latest changes of things', () => {
  it.each([
    ['in a rising order', feed('x', 'a', 'b', 'y'), feed('x', 'b', 'a', 'y')],
    ['in a falling order', feed('y', 'b', 'a', 'x'), feed('y', 'a', 'b', 'x')],
    ['with things whose latest change is unknown', feed('?', 'a', 'b'), feed('?', 'b', 'a')],
  ])(
    'may have two things that were written at the same time in either order: %s',
    (_, ours, theirs) => {
      expect(compareFeeds(ours, theirs)).toBe('racy');
    },
  );

  it('may have a thing at any position among things with overlapping writes', () => {
    const [ours, theirs] = [feed('x', 'a', 'b', 'c'), feed('x', 'b', 'c', 'a')];
    const written: Times = { x: [0, 10], a: [20, 60], b: [25, 60], c: [30, 60] };
    expect(compareFeeds(ours, theirs, written)).toBe('racy');
  });

  it.each<[string, readonly Change[], readonly Change[]]>([
    [
      'two things that were written one after the other in another order',
      feed('x', 'a', 'y'),
      feed('x', 'y', 'a'),
    ],
    ['a moved thing whose latest change is unknown', feed('?', 'a', 'b'), feed('a', '?', 'b')],
    ['other numbers', feed('x', 'a', 'b'), ['x', 'b', 'a'].map((id, at) => ({ id, seq: 5 * at }))],
    [
      'numbers that move with their things',
      feed('x', 'a', 'b'),
      [
        { id: 'x', seq: 1 },
        { id: 'b', seq: 7 },
        { id: 'a', seq: 4 },
      ],
    ],
    [
      'no numbers, because the order may be that of creation',
      [{ id: 'x' }, { id: 'a' }, { id: 'b' }],
      [{ id: 'x' }, { id: 'b' }, { id: 'a' }],
    ],
    [
      'an order that does not follow the changes',
      feed('y', 'x', 'a', 'b'),
      feed('y', 'x', 'b', 'a'),
    ],
  ])('is a mismatch with %s', (_, ours, theirs) => {
    expect(compareFeeds(ours, theirs)).toBe('mismatch');
  });

  it.each<[string, object, object]>([
    ['another value', { gone: true }, { gone: false }],
    ['an additional member', {}, { gone: true }],
  ])('is a mismatch with %s of a thing in another order', (_, more, theirs) => {
    const [x, first, second] = feed('x', 'a', 'b');
    const [, here, there] = feed('x', 'b', 'a');
    const ours = [x, { ...first, ...more }, second] as Change[];
    const other = [x, here, { ...there, ...theirs }] as Change[];
    expect(compareFeeds(ours, other)).toBe('mismatch');
  });
});
