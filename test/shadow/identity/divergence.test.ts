import { describe, expect, it } from 'vitest';
import { worldUnderTest } from './world-under-test.ts';

const create = { method: 'POST', target: '/api/keys', body: { name: 'new' } };
const made = { status: 201, body: { id: 7, secret: 'condt_mHuWMcaRDAfMRm2vJiWWPyJp' } };
const read = { target: '/api/keys/7' };
const found = { body: { id: 7, name: 'new' } };
const missing = { status: 404, body: { error: 'no such key' } };

describe('what the candidate never made', () => {
  it.each([
    ['was shed', (world: ReturnType<typeof worldUnderTest>) => world.miss(create, made)],
    [
      'was not answered',
      (world: ReturnType<typeof worldUnderTest>) => world.exchange(create, made, null).sequence,
    ],
    [
      'was refused',
      (world: ReturnType<typeof worldUnderTest>) =>
        world.exchange(create, made, { status: 500 }).sequence,
    ],
  ])('since it %s, is the cause of what is missing later', (_, lose) => {
    const world = worldUnderTest();
    const cause = lose(world);
    expect(world.exchange(read, found, missing).cascadeOf).toBe(cause);
  });

  it('is the cause of differences in the list that it is in, and of what is called by its secret', () => {
    const world = worldUnderTest();
    const cause = world.miss(create, made);
    const listed = world.exchange(
      { target: '/api/keys' },
      { body: { total: 1 } },
      { body: { total: 0 } },
    );
    const fields = ['Authorization', `Bearer ${made.body.secret}`];
    const call = { method: 'POST', target: '/v1/calls', fields, body: {} };
    const called = world.exchange(call, { body: { id: 'call-1' } }, { status: 401 });
    expect([listed.cascadeOf, called.cascadeOf]).toEqual([cause, cause]);
  });

  it('is the first cause of all that follows from it', () => {
    const world = worldUnderTest();
    const cause = world.miss(create, made);
    const rotated = { method: 'POST', target: '/api/keys/7/rotate', body: {} };
    const secret = 'condt_nHuWMcaRDAfMRm2vJiWWPyJq';
    world.exchange(rotated, { body: { secret } }, missing);
    const fields = ['Authorization', `Bearer ${secret}`];
    const called = world.exchange({ target: '/v1/me', fields }, { body: {} }, { status: 401 });
    expect(called.cascadeOf).toBe(cause);
  });

  it('is the cause of nothing else', () => {
    const world = worldUnderTest();
    world.miss(create, made);
    expect(
      world.exchange({ target: '/api/keys/8' }, { body: { id: 8 } }, missing).cascadeOf,
    ).toBeNull();
    expect(world.exchange({ target: '/api/teams' }, { body: [] }, missing).cascadeOf).toBeNull();
  });

  it('is no cause any more when it is gone from primary too', () => {
    const world = worldUnderTest();
    world.miss(create, made);
    world.exchange({ method: 'DELETE', ...read }, { status: 204 }, missing);
    const listed = world.exchange(
      { target: '/api/keys' },
      { body: { total: 0 } },
      { body: { total: 1 } },
    );
    expect(world.exchange(read, missing, found).cascadeOf).toBeNull();
    expect(listed.cascadeOf).not.toBeNull();
  });
});

describe('what the candidate did not change', () => {
  it('is the cause of what is told of it later', () => {
    const world = worldUnderTest();
    const renamed = { method: 'PATCH', ...read, body: { name: 'newer' } };
    const { sequence, cascadeOf } = world.exchange(renamed, found, { status: 500 });
    expect(cascadeOf).toBeNull();
    expect(world.exchange(read, found, found).cascadeOf).toBe(sequence);
  });
});
