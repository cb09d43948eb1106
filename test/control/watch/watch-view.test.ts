import { expect, it } from 'vitest';
import { resourcesView } from '../../../src/control/watch/watch-view.ts';
import { addValue, type Side, sumsAt } from '../../../src/vocabulary/side-sums.ts';
import { type Watched, watchedKey } from '../../../src/vocabulary/watched.ts';

it('the list of resources has one that only the candidate uses first, and one without readings of both last', () => {
  const lengthMs = 10_000;
  const watched: Watched = new Map();
  const values: Readonly<Record<string, Readonly<Partial<Record<Side, number>>>>> = {
    alone: { candidate: 1 },
    twice: { primary: 1, candidate: 2 },
    new: { primary: 0, candidate: 5 },
  };
  for (const [resource, sides] of Object.entries(values)) {
    for (let index = 0; index < 10; index += 1) {
      const key = watchedKey({
        kind: 'resource',
        name: `level ${resource}`,
        block: { lengthMs, index },
      });
      for (const side of ['primary', 'candidate'] as const) {
        addValue(sumsAt(watched, key)[side], sides[side] ?? Number.NaN);
      }
    }
  }
  const resources = { cpuFactor: 1.2, memoryFactor: 1.5, memoryGrowth: 0.1, factors: {}, lengthMs };
  const health = { resources: new Map(), queries: new Map() };
  const view = resourcesView(watched, { resources, queries: null, databases: null }, health);
  expect(view?.resources.map(({ resource, ratio }) => [resource, ratio])).toEqual([
    ['new', null],
    ['twice', 2],
    ['alone', null],
  ]);
});
