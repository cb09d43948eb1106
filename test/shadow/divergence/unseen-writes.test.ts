import { describe, expect, it } from 'vitest';
import { fleetSequence } from '../../../src/vocabulary/tap-lane.ts';
import { type Answered, type Asked, worldUnderTest } from '../world/world-under-test.ts';

const [a, b] = ['7b0c1a52-4d3e-4f60-8a71-9b2c3d4e5f60', '1f2e3d4c-5b6a-4978-8c9d-0e1f2a3b4c5d'];
const theirA = 'c9d8e7f6-a5b4-4c3d-9e2f-1a0b9c8d7e6f';

/** The third exchange begins at 30 ms, behind what the tap did last. */
const cause = fleetSequence(2, 7);
const span = { cause, from: 16, to: 28, writesMax: 1 };

const made: Asked = { method: 'POST', target: '/notes', body: { text: 'old' } };
const show: Asked = { target: `/notes/${a}` };
const list: Asked = { target: '/notes' };
const note = (id: string, text: string): Answered => ({ body: { id, text } });
const notes = (...of: { id: string; text: string }[]): Answered => ({ body: { notes: of } });

/** A note is made; then a tap is lost with as many writes. */
function worldAfterLoss(writesMax = 1) {
  const world = worldUnderTest();
  world.exchange(made, note(a, 'old'), note(theirA, 'old'));
  world.noteUnseen({ ...span, writesMax });
  world.exchange({ target: '/health' }, {}, {});
  return world;
}

describe('what a lost tap may have written', () => {
  it('explains a thing that primary shows first and nobody was seen making', () => {
    const world = worldAfterLoss();
    const [ours, theirs] = [
      { id: a, text: 'old' },
      { id: theirA, text: 'old' },
    ];
    const { things } = world.exchange(list, notes(ours, { id: b, text: 'b' }), notes(theirs));
    expect(things).toMatchObject([{ kind: 'absent', because: 'loss', cause }]);
  });

  it('explains a change by what primary showed before', () => {
    const { things } = worldAfterLoss().exchange(show, note(a, 'new'), note(theirA, 'old'));
    expect(things).toMatchObject([{ kind: 'stale', because: 'loss', cause }]);
    expect(things[0]?.states).toEqual([{ id: a, text: 'old' }]);
  });

  it('explains a thing that primary has no more', () => {
    const { status } = worldAfterLoss().exchange(show, { status: 404 }, note(theirA, 'old'));
    expect(status).toEqual({ because: 'loss', cause });
  });

  it('explains no more things than it may have written', () => {
    const world = worldAfterLoss();
    world.exchange(show, note(a, 'new'), note(theirA, 'old'));
    const { things } = world.exchange(
      { target: '/notes?page=2' },
      notes({ id: b, text: 'b' }),
      notes(),
    );
    expect(things).toEqual([]);
  });

  it.each<[string, Asked, Answered, Answered]>([
    ['a state', show, note(a, 'seen'), note(theirA, 'old')],
    ['an absence at primary', show, { status: 404 }, note(theirA, 'seen')],
  ])('does not explain %s of a thing that a seen write touched since', (_, asked, ours, theirs) => {
    const world = worldAfterLoss(5);
    const change = { method: 'PATCH', target: `/notes/${a}`, body: { text: 'seen' } };
    world.exchange(change, note(a, 'seen'), note(theirA, 'seen'));
    const { things, status } = world.exchange(asked, ours, theirs);
    expect({ things, status }).toEqual({ things: [], status: null });
  });

  it('does not explain the lack of a thing that was seen being made', () => {
    const world = worldAfterLoss(5);
    world.exchange(made, { ...note(b, 'b'), status: 201 }, { status: 201, body: {} });
    world.forgetMarks();
    world.noteUnseen({ ...span, writesMax: 5 });
    const { things } = world.exchange(
      { target: '/notes?page=2' },
      notes({ id: b, text: 'b' }),
      notes(),
    );
    expect(things).toEqual([]);
  });

  it('does not explain a thing that primary still shows', () => {
    const world = worldAfterLoss(5);
    world.exchange(show, note(a, 'old'), note(theirA, 'old'));
    const { things } = world.exchange(list, notes(), notes({ id: theirA, text: 'old' }));
    expect(things).toEqual([]);
  });

  it('changes nothing where the worlds agree', () => {
    const world = worldAfterLoss(5);
    world.exchange(show, note(a, 'old'), note(theirA, 'old'));
    expect(world.marks).toBe(0);
  });
});
