import { describe, expect, it } from 'vitest';
import { worldUnderTest } from '../world/world-under-test.ts';

const skewMs = 10;
const [a, b] = ['7b0c1a52-4d3e-4f60-8a71-9b2c3d4e5f60', '1f2e3d4c-5b6a-4978-8c9d-0e1f2a3b4c5d'];
const [theirA, theirB] = [
  'c9d8e7f6-a5b4-4c3d-9e2f-1a0b9c8d7e6f',
  '0a1b2c3d-4e5f-4a6b-8c7d-9e8f0a1b2c3d',
];

const fleetWorld = () => worldUnderTest({}, undefined, {}, skewMs);
const made = (id: string, more: object = {}) => ({ status: 201, body: { id, ...more } });
const post = { method: 'POST', target: '/orders', body: { qty: 1 } };
const list = (...ids: string[]) => ({ body: { items: ids.map((id) => ({ id })) } });
const at = (startedAt: number, endedAt: number) => ({ times: { startedAt, endedAt } });

describe('a lost write of one tap', () => {
  it.each([
    ['a lower', 2],
    ['a higher', 9],
  ])('explains later answers through another tap of %s number', (_, lane) => {
    const world = fleetWorld();
    const { sequence } = world.exchange({ ...post, lane: 5 }, made(a), { status: 500 });
    const { status } = world.exchange({ target: `/orders/${a}`, lane }, made(a), { status: 404 });
    expect(status).toEqual({ because: 'loss', cause: sequence });
  });

  it('explains no earlier answers through another tap', () => {
    const world = fleetWorld();
    world.exchange({ ...post, lane: 5 }, made(a), made(theirA));
    const read = { target: `/orders/${a}`, lane: 9, ...at(50, 55) };
    const earlier = world.begin(read, made(a));
    const removal = { method: 'DELETE', target: `/orders/${a}`, lane: 5, ...at(100, 105) };
    world.noteNotMirrored(removal, { status: 204 });
    expect(earlier.end({ status: 404 }).status).toBeNull();
  });
});

/** A thing whose name is changed through one tap, and read a little later. */
function readAfterPatch(lane: number, startedAt: number) {
  const world = fleetWorld();
  world.exchange(
    { ...post, lane: 1, ...at(0, 5) },
    made(a, { n: 'old' }),
    made(theirA, { n: 'old' }),
  );
  const patch = { method: 'PATCH', target: `/orders/${a}`, body: { n: 'new' } };
  const [ours, theirs] = [made(a, { n: 'new' }), made(theirA, { n: 'new' })];
  world.exchange({ ...patch, lane: 1, ...at(100, 102) }, ours, theirs);
  const read = { target: `/orders/${a}`, lane, ...at(startedAt, startedAt + 1) };
  return world.exchange(read, made(a, { n: 'old' }), theirs).things;
}

describe('a read that followed a change of another tap', () => {
  it('may have overlapped with it if the times are within the skew', () => {
    expect(readAfterPatch(2, 105)).toMatchObject([{ kind: 'raced', because: 'race' }]);
  });

  it('did not overlap with it if the times are further apart', () => {
    expect(readAfterPatch(2, 112)).toEqual([]);
  });

  it('did not overlap with it if both came through one tap', () => {
    expect(readAfterPatch(1, 105)).toEqual([]);
  });
});

/** Two things that are created in direct succession, and then listed. */
function listAfterTwo(secondLane: number) {
  const world = fleetWorld();
  world.exchange({ ...post, lane: 1, ...at(0, 5) }, made(a), made(theirA));
  world.exchange({ ...post, lane: secondLane, ...at(7, 9) }, made(b), made(theirB));
  const read = { target: '/orders', lane: 1, ...at(100, 105) };
  return world.exchange(read, list(a, b), list(theirB, theirA)).made;
}

describe('two things that were created within the skew', () => {
  it('may be listed in either order if they came through two taps', () => {
    expect(listAfterTwo(2)).toMatchObject([{ skewMs }, { skewMs }]);
  });

  it('have one order if they came through one tap', () => {
    expect(listAfterTwo(1)).toEqual([]);
  });
});
