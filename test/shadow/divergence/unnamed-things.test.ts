import { expect, it } from 'vitest';
import type { JsonPath } from '../../../src/vocabulary/excuses.ts';
import { type Exchanged, worldUnderTest } from '../world/world-under-test.ts';

const theirs = '7d444840-9dc0-11d1-b245-5ffdce74fad2';
const creation = { method: 'POST', target: '/keys', body: { name: 'new' } };
const costs = { target: '/costs' };

function costsOf(...ids: readonly string[]) {
  return { body: { keys: Object.fromEntries(ids.map((id) => [id, { requests: 0 }])) } };
}

function markedPaths({ things }: Exchanged): readonly (readonly [string, JsonPath | null])[] {
  return things.map(({ kind, primaryPath, candidatePath }) => [kind, primaryPath ?? candidatePath]);
}

it('a thing that the candidate created in a broken-off request is paired with an unknown thing of primary', () => {
  const world = worldUnderTest();
  world.exchange({ ...creation, brokenOff: true }, {}, { status: 201, body: { id: theirs } });
  const found = world.exchange(costs, costsOf('1240'), costsOf(theirs));
  expect(markedPaths(found)).toEqual([
    ['absent', ['keys', '1240']],
    ['extra', ['keys', theirs]],
  ]);
});

it('a thing that the candidate created in a broken-off request is paired with one thing alone', () => {
  const world = worldUnderTest();
  world.exchange({ ...creation, brokenOff: true }, {}, { status: 201, body: { id: theirs } });
  const found = world.exchange(costs, costsOf('1240', '1241'), costsOf(theirs));
  expect(markedPaths(found).filter(([kind]) => kind === 'absent')).toHaveLength(1);
});

it('a thing that the candidate created in a request that primary refused is not paired', () => {
  const world = worldUnderTest();
  world.exchange(creation, { status: 409, body: {} }, { status: 201, body: { id: theirs } });
  const found = world.exchange(costs, costsOf('1240'), costsOf(theirs));
  expect(markedPaths(found)).toEqual([['extra', ['keys', theirs]]]);
});

it('a thing that the candidate created in a broken-off request is not paired with a thing that primary had shown before', () => {
  const world = worldUnderTest();
  world.exchange(costs, costsOf('1240'), costsOf());
  world.exchange({ ...creation, brokenOff: true }, {}, { status: 201, body: { id: theirs } });
  const found = world.exchange(costs, costsOf('1240'), costsOf(theirs));
  expect(markedPaths(found)).toEqual([['extra', ['keys', theirs]]]);
});
