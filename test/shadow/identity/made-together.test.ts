import { describe, expect, it } from 'vitest';
import { worldUnderTest } from '../world/world-under-test.ts';

const ours = ['9d190ad6-9ade-4276-b2ed-7dd35fb6bb3d', '045e7c83-0e1a-405e-9177-64e0c5c4f9ea'];
const theirs = ['798b2bec-b282-4e92-a84e-cfe7a0533c14', '114aba0b-6329-42b8-9c28-49a2cc56c6cc'];

/** Creates three things at once, the first of which the client named. */
function make(ids: readonly string[]) {
  const rows = ['plan', ...ids].map((id) => ({ ok: true, id }));
  return { status: 201, body: [...rows, { error: 'conflict', id: 'taken' }] };
}

const asked = { method: 'POST', target: '/db/_bulk', body: { docs: [{ id: 'plan' }, {}, {}] } };

function pathThere(world: ReturnType<typeof worldUnderTest>, id: string | undefined): string {
  return world.translate({ target: `/db/${id}` }).head.target;
}

describe('things that one request creates beside things that the client named', () => {
  it('are paired in the order in which the request lists them', () => {
    const world = worldUnderTest();
    world.exchange(asked, make(ours), make(theirs));
    const paths = ours.map((id) => pathThere(world, id));
    expect(paths).toEqual(theirs.map((id) => `/db/${id}`));
  });

  it('are not paired if one deployment refused one', () => {
    const world = worldUnderTest();
    const refused = { status: 201, body: make(theirs).body.with(1, { error: 'no', id: 'x-1' }) };
    world.exchange(asked, make(ours), refused);
    expect(pathThere(world, ours[0])).toBe(`/db/${ours[0]}`);
  });

  it('are not paired in a list that is only read', () => {
    const world = worldUnderTest();
    world.exchange({ target: '/db/_all' }, make(ours), make(theirs));
    expect(pathThere(world, ours[0])).toBe(`/db/${ours[0]}`);
  });
});
