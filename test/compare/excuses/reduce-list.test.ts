import { describe, expect, it } from 'vitest';
import { absent, compareValues, extra, items, pathsOf } from './excuse-fixture.ts';

describe('a full page from which things were set aside', () => {
  const abc = items('a', 'b', 'c');
  /** Things that both deployments are known to have, each under a name of its own. */
  const known = ['d', 'e', 'z'].map((name) => ({
    primary: `our ${name}`,
    candidate: name,
    label: name,
  }));

  it.each([
    ['at the end', items('b', 'c', 'd'), [absent([0])]],
    ['at the start', items('z', 'a', 'b'), [absent([2])]],
    ['as many as were set aside', items('c', 'd', 'e'), [absent([0]), absent([1])]],
  ])('may have other elements in their place, %s', (_, candidate, things) => {
    expect(compareValues(abc, candidate, { things }, { known }).outcome).toBe('cascade');
  });

  it('may have other elements on primary’s side in place of those that only the candidate has', () => {
    const things = [extra([0])];
    const ours = [{ primary: 'c', candidate: 'their c', label: 'c' }];
    const comparison = compareValues(abc, items('e', 'a', 'b'), { things }, { known: ours });
    expect(comparison.outcome).toBe('cascade');
  });

  it('may have a count beside it that is off by the number of set-aside elements', () => {
    const comparison = compareValues(
      { list: abc, total: 9 },
      { list: items('b', 'c', 'd'), total: 8 },
      { things: [absent(['list', 0])] },
      { known },
    );
    expect(comparison.outcome).toBe('cascade');
  });

  it('may have members that a rule ignores', () => {
    const comparison = compareValues(
      [{ name: 'a' }, { name: 'b', at: 1 }],
      [{ name: 'b', at: 2 }, { name: 'd' }],
      { things: [absent([0])] },
      { known, compare: { ignore: ['$[*].at'] } },
    );
    expect(comparison.outcome).toBe('cascade');
  });

  it.each([
    ['more elements than were set aside', items('b', 'c', 'd', 'e'), [absent([0])]],
    ['another element in the middle', items('b', 'x', 'c'), [absent([0])]],
    ['another element if nothing was set aside', items('b', 'c', 'd'), []],
    ['another element in place of one that was not set aside', items('b', 'x', 'd'), [absent([0])]],
    ['a thing that only the candidate is known to have', items('b', 'c', 'x'), [absent([0])]],
    ['an empty page', [], [absent([0])]],
  ])('may not have %s', (_, candidate, things) => {
    expect(compareValues(abc, candidate, { things }, { known }).outcome).toBe('mismatch');
  });

  it('has its additional elements listed if something else differs', () => {
    const [primary, candidate] = [
      [{ name: 'a' }, { name: 'b', v: 1 }],
      [{ name: 'b', v: 2 }, { name: 'd' }],
    ];
    const comparison = compareValues(primary, candidate, { things: [absent([0])] });
    expect(comparison.outcome).toBe('mismatch');
    expect(pathsOf(comparison)).toContain('$[1].v');
  });
});
