import { describe, expect, it } from 'vitest';
import { worldUnderTest } from '../world/world-under-test.ts';

const post = (id: number, title: string) => ({ status: 201, body: { id, title } });
const article = (id: number) => ({ status: 201, body: { id, slug: 'how-to', title: 'How to' } });
const list = (...ids: number[]) => ({ body: ids.map((id) => ({ id, title: `post ${id}` })) });
const create = { method: 'POST', target: '/posts', body: { title: 'tea' } };
const remove = (id: number) => ({ method: 'DELETE', target: `/posts/${id}` });

/** Posts 1 and 2 were created, and 2 was deleted, so the next post has the number 2 again. */
function withDeletedLast() {
  const world = worldUnderTest();
  world.exchange(create, post(1, 'tea'), post(1, 'tea'));
  world.exchange(create, post(2, 'milk'), post(2, 'milk'));
  world.exchange(remove(2), { body: {} }, { body: {} });
  return world;
}

describe('a number that is given to a new thing after the first one was deleted', () => {
  it('belongs to a creation, so that a concurrent list may lack it', () => {
    const world = withDeletedLast();
    const read = world.begin(
      { target: '/posts', times: { startedAt: 100, endedAt: 110 }, openWrites: [5] },
      list(1, 2),
    );
    const judge = read.answer(list(1));
    const times = { startedAt: 105, endedAt: 120 };
    world.exchange({ ...create, times }, post(2, 'rum'), post(2, 'rum'));
    expect(judge().things).toMatchObject([
      { kind: 'raced', because: 'race', primaryPath: [1], candidatePath: null },
    ]);
  });

  it('belongs to a thing that the candidate lacks, if it failed to create it', () => {
    const world = withDeletedLast();
    const { sequence } = world.exchange(create, post(2, 'rum'), { status: 500, body: {} });
    const { status } = world.exchange({ target: '/posts/2' }, post(2, 'rum'), { status: 404 });
    expect(status).toEqual({ because: 'loss', cause: sequence });
  });

  it('may come with a slug that is used again', () => {
    const world = worldUnderTest();
    const write = { method: 'POST', target: '/articles', body: { title: 'How to' } };
    world.exchange(write, article(1), article(1));
    world.exchange(
      { method: 'DELETE', target: '/articles/how-to' },
      { status: 204 },
      { status: 204 },
    );
    const { sequence } = world.exchange(write, article(2), { status: 500, body: {} });
    const { status } = world.exchange({ target: '/articles/how-to' }, article(2), { status: 404 });
    expect(status).toEqual({ because: 'loss', cause: sequence });
  });
});

describe('a list that lacks a thing', () => {
  it('is not explained by a write that only shows the thing', () => {
    const world = withDeletedLast();
    const read = world.begin(
      { target: '/posts', times: { startedAt: 100, endedAt: 110 }, openWrites: [5] },
      list(1),
    );
    const judge = read.answer(list());
    const times = { startedAt: 105, endedAt: 120 };
    const patch = { method: 'PATCH', target: '/posts/1', body: { title: 'rum' }, times };
    world.exchange(patch, post(1, 'rum'), post(1, 'rum'));
    expect(judge().things).toEqual([]);
  });

  it('is not explained by a change that was in progress while another thing was deleted', () => {
    const world = worldUnderTest();
    world.exchange(create, post(1, 'tea'), post(1, 'tea'));
    const put = { method: 'PUT', target: '/posts/1', body: { title: 'rum' } };
    const change = world.begin({ ...put, times: { startedAt: 100, endedAt: 130 } }, post(1, 'rum'));
    world.exchange(
      { ...remove(2), times: { startedAt: 100, endedAt: 110 } },
      { status: 204 },
      { status: 204 },
    );
    change.end(post(1, 'rum'));
    const read = { target: '/posts', times: { startedAt: 120, endedAt: 140 } };
    expect(world.exchange(read, list(1), list()).things).toEqual([]);
  });
});
