import { describe, expect, it } from 'vitest';
import { type Answered, type Asked, worldUnderTest } from '../world/world-under-test.ts';

const first: Asked = { target: '/logs?limit=3' };
const firstPage: Answered = { body: { items: [{ text: 'a' }], nextCursor: 'bG9nczozOmE4ZjI' } };
const second: Asked = { target: '/logs?limit=3&cursor=bG9nczozOmE4ZjI' };
const secondPage: Answered = { body: { items: [], nextCursor: null } };
const unknownCursor: Answered = { status: 400, body: { error: 'no such cursor' } };

function page(cursor: string): Answered {
  return { body: { items: [{ text: 'a' }], nextCursor: cursor } };
}

describe('a cursor in an answer to a request that was not mirrored', () => {
  it('explains that the candidate refuses the cursor', () => {
    const world = worldUnderTest();
    const cause = world.noteNotMirrored(first, firstPage);
    const { status } = world.exchange(second, secondPage, unknownCursor);
    expect(status).toEqual({ because: 'loss', cause });
  });

  it('explains no failure of the candidate', () => {
    const world = worldUnderTest();
    world.noteNotMirrored(first, firstPage);
    expect(world.exchange(second, secondPage, { status: 500, body: {} }).status).toBeNull();
  });

  it('explains nothing once the candidate has shown its own cursor', () => {
    const world = worldUnderTest();
    world.noteNotMirrored(first, firstPage);
    world.exchange(first, firstPage, page('bG9nczozOjE3YmM'));
    expect(world.exchange(second, secondPage, unknownCursor).status).toBeNull();
  });
});

it('a cursor in an answer that the candidate failed to give explains that the candidate refuses it', () => {
  const world = worldUnderTest();
  const { sequence } = world.exchange(first, firstPage, null);
  const { status } = world.exchange(second, secondPage, unknownCursor);
  expect(status).toEqual({ because: 'loss', cause: sequence });
});

it('a cursor in an answer of both deployments explains nothing', () => {
  const world = worldUnderTest();
  world.exchange(first, firstPage, page('bG9nczozOjE3YmM'));
  expect(world.exchange(second, secondPage, unknownCursor).status).toBeNull();
});

it('a cursor in a later answer of the candidate, in another state, explains its refusal', () => {
  const world = worldUnderTest();
  const later = { ...firstPage, leftOut: 'takeover' as const };
  const { sequence } = world.exchange(first, later, page('bG9nczozOjE3YmM'));
  const { status } = world.exchange(second, secondPage, unknownCursor);
  expect(status).toEqual({ because: 'loss', cause: sequence });
});
