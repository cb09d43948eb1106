import { expect, it } from 'vitest';
import { worldUnderTest } from '../world/world-under-test.ts';

const creation = { method: 'POST', target: '/orders' };
const times = { startedAt: 0, endedAt: 10 };

function order(id: number, name: string) {
  return { id, name };
}

it('things in two lists are paired by the later answers to overlapping writes', () => {
  const world = worldUnderTest();
  const createOf = (id: number, name: string) =>
    world.begin({ ...creation, body: { name }, times }, { status: 201, body: order(id, name) });
  const creations = [createOf(5, 'tea'), createOf(6, 'milk')];
  const read = world.begin(
    { target: '/orders', times, openWrites: [1, 2] },
    { body: [{ id: 5 }, { id: 6 }] },
  );
  const judge = read.answer({ body: [{ id: 5 }, { id: 6 }] });
  creations[0]?.end({ status: 201, body: order(6, 'tea') });
  creations[1]?.end({ status: 201, body: order(5, 'milk') });
  const pairs = judge().made.map(({ primaryPath, candidatePath }) => [primaryPath, candidatePath]);
  expect(pairs).toEqual([
    [[0], [1]],
    [[1], [0]],
  ]);
});

it('things of a broken-off request may be listed in another order than things created at the same time', () => {
  const world = worldUnderTest();
  const brokenOff = { ...creation, body: { name: 'tea' }, times, brokenOff: true };
  world.exchange(brokenOff, {}, { status: 201, body: order(8, 'tea') });
  const other = { ...creation, body: { name: 'milk' }, times };
  const made = { status: 201, body: order(6, 'milk') };
  world.exchange(other, made, { status: 201, body: order(7, 'milk') });
  const both = [order(5, 'tea'), order(6, 'milk')];
  const { made: raced } = world.exchange(
    { target: '/orders' },
    { body: both },
    { body: [order(7, 'milk'), order(8, 'tea')] },
  );
  expect(raced.map(({ primaryPath, sequence }) => [primaryPath, sequence])).toEqual([
    [[0], 1],
    [[1], 2],
  ]);
});
