import { expect, it } from 'vitest';
import { worldUnderTest } from '../world/world-under-test.ts';

const creation = { method: 'POST', target: '/orders' };
const times = { startedAt: 0, endedAt: 10 };

function order(id: number, name: string) {
  return { id, name };
}

it('things in two lists are paired by what the answers to overlapping writes said after the lists had come', () => {
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
