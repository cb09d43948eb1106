import { describe, expect, it } from 'vitest';
import { fleetSequence } from '../../../src/vocabulary/tap-lane.ts';
import { absent, compareValues, items, made, pathsOf } from './excuse-fixture.ts';

const [abc, bac] = [items('a', 'b', 'c'), items('b', 'a', 'c')];
const [ab, ba] = [made([0], [1], [0, 10]), made([1], [0], [5, 15])];

const through = (lane: number) => ({ sequence: fleetSequence(lane, 1), skewMs: 10 });

describe('another order of a list', () => {
  it('is racy if the exchanged elements were created at the same time', () => {
    expect(compareValues(abc, bac, { made: [ab, ba] })).toMatchObject({
      outcome: 'racy',
      cascadeOf: null,
      hint: null,
      differences: [{ kind: 'reordered' }],
    });
  });

  it('is a mismatch if they were created one after the other', () => {
    const later = made([1], [0], [10, 15]);
    const comparison = compareValues(abc, bac, { made: [ab, later] });
    expect(comparison).toMatchObject({ outcome: 'mismatch', hint: null });
  });

  it('is racy if two taps of a fleet saw the creations within the skew', () => {
    const [first, second] = [made([0], [1], [0, 10]), made([1], [0], [15, 20])];
    const outcomeOf = (lane: number) =>
      compareValues(abc, bac, {
        made: [
          { ...first, ...through(1) },
          { ...second, ...through(lane) },
        ],
      }).outcome;
    expect([outcomeOf(2), outcomeOf(1)]).toEqual(['racy', 'mismatch']);
  });

  it('is a mismatch if the time of one creation is unknown', () => {
    expect(compareValues(abc, bac, { made: [ab] }).outcome).toBe('mismatch');
  });

  it('is a mismatch if another element is in another place, too', () => {
    const [primary, candidate] = [items('a', 'b', 'c', 'd'), items('b', 'a', 'd', 'c')];
    expect(compareValues(primary, candidate, { made: [ab, ba] }).outcome).toBe('mismatch');
  });

  it('is a mismatch if one of three elements was created after the first', () => {
    const candidate = items('c', 'b', 'a');
    const all = [made([0], [2], [0, 10]), made([1], [1], [5, 15]), made([2], [0], [12, 20])];
    expect(compareValues(abc, candidate, { made: all }).outcome).toBe('mismatch');
    const overlapping = all.with(2, made([2], [0], [8, 20]));
    expect(compareValues(abc, candidate, { made: overlapping }).outcome).toBe('racy');
  });

  it('is racy if things were set aside from the list, and a cascade of their loss', () => {
    const all = [made([1], [1], [0, 10]), made([2], [0], [5, 15])];
    const comparison = compareValues(abc, items('c', 'b'), { things: [absent([0])], made: all });
    expect(comparison).toMatchObject({ outcome: 'cascade', cascadeOf: 3 });
  });

  it('explains only the order: other differences stay, with their place', () => {
    const [primary, candidate] = [
      [
        { id: 'a', v: 1 },
        { id: 'b', v: 1 },
      ],
      [
        { id: 'b', v: 2 },
        { id: 'a', v: 1 },
      ],
    ];
    const comparison = compareValues(primary, candidate, { made: [ab, ba] });
    expect(comparison.outcome).toBe('mismatch');
    expect(pathsOf(comparison)).toEqual(['$[1].v']);
  });

  it('stays a mismatch in lists with too many elements to pair', () => {
    const length = 2500;
    const list = Array.from({ length }, (_, at) => ({ name: `n${at}` }));
    const all = list.map((_, at) => made([at], [length - 1 - at], [0, 10]));
    expect(compareValues(list, list.toReversed(), { made: all }).outcome).toBe('mismatch');
    const few = list.slice(0, 1000);
    const fewMade = few.map((_, at) => made([at], [999 - at], [0, 10]));
    expect(compareValues(few, few.toReversed(), { made: fewMade }).outcome).toBe('racy');
  });
});
