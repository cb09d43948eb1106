import { describe, expect, it } from 'vitest';
import { comparerFor, pairOf } from '../pair-fixture.ts';
import { absent, compareValues, excusesOf, made, pathsOf } from './excuse-fixture.ts';

describe('paths in documents from which things were set aside', () => {
  it('are redacted by the rules for the whole document', () => {
    const [primary, candidate] = [
      [{ name: 'a' }, { name: 'b', v: ['hunter2'] }],
      [{ name: 'b', v: 'swordfish' }],
    ];
    const pair = pairOf({ body: JSON.stringify(primary) }, { body: JSON.stringify(candidate) });
    const comparer = comparerFor({ redact: { paths: ['$[?@.name=="b"].v'] } });
    const comparison = comparer.compare({ ...pair, excuses: excusesOf({ things: [absent([0])] }) });
    expect(pathsOf(comparison)).toEqual(['$[1].v']);
    expect(JSON.stringify(comparison)).not.toMatch(/hunter2|swordfish/);
  });

  it('are ignored by their index in the whole document', () => {
    const [primary, candidate] = [[{ n: 'a' }, { n: 'b', v: 1 }], [{ n: 'b', v: 2 }]];
    const excuses = { things: [absent([0])] };
    const ignoring = (path: string) =>
      compareValues(primary, candidate, excuses, { compare: { ignore: [path] } }).outcome;
    expect([ignoring('$[1].v'), ignoring('$[2].v')]).toEqual(['cascade', 'mismatch']);
  });

  it('are found through names of members that are identities', () => {
    const known = [{ primary: 'p1', candidate: 'c1', label: '‹id #1›' }];
    const comparison = compareValues(
      { by: { p1: [{ n: 'a' }, { n: 'b', v: 1 }] } },
      { by: { c1: [{ n: 'b', v: 2 }] } },
      { things: [absent(['by', 'p1', 0])] },
      { known },
    );
    expect(comparison.differences).toMatchObject([
      { path: '$.by["‹id #1›"][1].v', primary: '1', candidate: '2' },
    ]);
  });

  it("are those of primary in a list that was put into primary's order", () => {
    const comparison = compareValues(
      [
        { n: 'a', v: 1 },
        { n: 'b', v: 1 },
        { n: 'c', v: 1 },
      ],
      [
        { n: 'b', v: 2 },
        { n: 'a', v: 1 },
        { n: 'c', v: 1 },
      ],
      { made: [made([0], [1], [0, 9]), made([1], [0], [0, 9])] },
    );
    expect(pathsOf(comparison)).toEqual(['$[1].v']);
  });
});
