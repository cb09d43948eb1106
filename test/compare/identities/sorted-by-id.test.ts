import { describe, expect, it } from 'vitest';
import { answered, comparerFor, exchangeOf, pairWith } from '../pair-fixture.ts';

/** The ids of three things in both deployments, in different orders. */
const ids = {
  tea: ['b7f0c3d1', '3e9a6b52'],
  milk: ['1c2d8e4f', '7d1e2f30'],
  rum: ['5a4b9c8d', 'f05b7a16'],
};

type Drink = keyof typeof ids;

/** Two answers that list drinks in an order each, each drink by the deployment's own id. */
function compare(
  primary: readonly Drink[],
  candidate: readonly Drink[],
  element: (id: string, name: Drink) => unknown = (id, name) => ({ id, name }),
) {
  const known = Object.values(ids).map(([one = '', other = ''], at) => {
    return { primary: one, candidate: other, label: `‹id #${at + 1}›` };
  });
  const bodyOf = (names: readonly Drink[], side: 0 | 1) => ({
    body: JSON.stringify({ rows: names.map((name) => element(ids[name][side] ?? '', name)) }),
  });
  const pair = pairWith(exchangeOf(bodyOf(primary, 0)), answered(bodyOf(candidate, 1)));
  const { differences } = comparerFor().compare({
    ...pair,
    identities: { known, translated: [] },
  });
  return differences.map(({ kind, path }) => `${kind} ${path}`);
}

/** The order by id in each deployment. */
const [ours, theirs] = [
  ['milk', 'rum', 'tea'],
  ['tea', 'milk', 'rum'],
] as const;

describe('a list that each deployment sorts by its own ids', () => {
  it('is the same on both sides', () => {
    expect(compare(ours, theirs)).toEqual([]);
  });

  it('is the same in descending order', () => {
    expect(compare(ours.toReversed(), theirs.toReversed())).toEqual([]);
  });

  it('is the same if it contains only ids', () => {
    expect(compare(ours, theirs, (id) => id)).toEqual([]);
  });

  it('differs in another difference', () => {
    const changed = compare(ours, theirs, (id, name) => ({ id, name, isOurs: id === ids.tea[0] }));
    expect(changed).not.toEqual([]);
  });

  it('differs if one of the two has another order', () => {
    expect(compare(['rum', 'milk', 'tea'], theirs)).toEqual(['reordered $.rows']);
    expect(compare(ours, ['rum', 'tea', 'milk'])).not.toEqual([]);
  });

  it('differs if one deployment sorts it in descending order', () => {
    expect(compare(ours, theirs.toReversed())).not.toEqual([]);
  });
});

describe('a list that each deployment sorts by a member first, and then by its own ids', () => {
  const kinds = { tea: 'hot', milk: 'hot', rum: 'strong' };
  const element = (id: string, name: Drink) => ({ id, key: kinds[name], name });

  it('is the same on both sides', () => {
    expect(compare(['milk', 'tea', 'rum'], ['tea', 'milk', 'rum'], element)).toEqual([]);
  });

  it('differs if one deployment sorts it by ids alone', () => {
    expect(compare(['milk', 'tea', 'rum'], ['rum', 'tea', 'milk'], element)).not.toEqual([]);
    expect(compare(['rum', 'milk', 'tea'], ['tea', 'milk', 'rum'], element)).not.toEqual([]);
  });
});

function numbered(...names: string[]) {
  return { body: JSON.stringify(names.map((name, at) => ({ id: at + 1, name }))) };
}

it('a list with sequential ids differs in its order, which is that of creation', () => {
  const known = [
    ['1', '2'],
    ['2', '1'],
  ].map(([primary = '', candidate = ''], at) => {
    return { primary, candidate, label: `‹id #${at + 1}›` };
  });
  const pair = pairWith(exchangeOf(numbered('tea', 'rum')), answered(numbered('rum', 'tea')));
  const { outcome } = comparerFor().compare({ ...pair, identities: { known, translated: [] } });
  expect(outcome).toBe('mismatch');
});
