import { describe, expect, it } from 'vitest';
import { type Answered, type Asked, worldUnderTest } from '../world/world-under-test.ts';

const [a, b] = ['7b0c1a52-4d3e-4f60-8a71-9b2c3d4e5f60', '1f2e3d4c-5b6a-4978-8c9d-0e1f2a3b4c5d'];
const [theirA, theirB] = [
  'c9d8e7f6-a5b4-4c3d-9e2f-1a0b9c8d7e6f',
  '0a1b2c3d-4e5f-4a6b-8c7d-9e8f0a1b2c3d',
];

const one: Asked = {
  method: 'PATCH',
  target: `/notes/${a}`,
  body: { text: 'new' },
  times: { startedAt: 1_010, endedAt: 1_040 },
};
const list: Asked = { target: '/notes?q=', times: { startedAt: 1_000, endedAt: 1_030 } };
const create: Asked = {
  method: 'POST',
  target: '/notes',
  body: { text: 'b' },
  times: { startedAt: 1_015, endedAt: 1_050 },
};
const note = (id: string, text: string): Answered => ({ body: { id, text } });

/**
 * A list overlaps with a change and a creation.
 *
 * @param writes that primary has answered before the candidate answers any of these
 * @returns the excuses for differences in the list
 */
function excusesOfList(writes: number) {
  const world = worldUnderTest();
  const made: Asked = { method: 'POST', target: '/notes', body: {} };
  world.exchange(made, note(a, 'old'), note(theirA, 'old'));
  const ofList = world.begin(list, { body: { notes: [{ id: a, text: 'old' }], total: 1 } });
  const ofOne = world.begin(one, note(a, 'new'));
  const ofCreate = world.begin(create, { ...note(b, 'b'), status: 201 });
  for (let at = 0; at < writes; at += 1) {
    // Each is about another thing, and every tenth about the listed thing.
    const target = at % 10 === 0 ? one.target : `/files/${at}`;
    const times = { startedAt: 2_000 + at, endedAt: 2_000.5 + at };
    world.begin({ method: 'PATCH', target, body: { at }, times }, { status: 204 });
  }
  ofOne.end(note(theirA, 'new'));
  ofCreate.end({ ...note(theirB, 'b'), status: 201 });
  const notes = [
    { id: theirA, text: 'new' },
    { id: theirB, text: 'b' },
  ];
  const {
    things,
    made: madeThings,
    uncertain,
    changed,
  } = ofList.end({ body: { notes, total: 2 } });
  return { things, made: madeThings, uncertain, changed };
}

describe('a candidate that is far behind', () => {
  it('has the same excuses as one without a lag', () => {
    const prompt = excusesOfList(0);
    expect(prompt.things).toHaveLength(2);
    expect(prompt.uncertain).toHaveLength(1);
    expect(excusesOfList(4_500)).toEqual(prompt);
  });
});
