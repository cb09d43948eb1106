import { describe, expect, it } from 'vitest';
import { FirstShown } from '../../../src/shadow/divergence/first-shown.ts';
import { ThingMarks } from '../../../src/shadow/divergence/thing-marks.ts';
import { ThingStates } from '../../../src/shadow/divergence/thing-states.ts';
import { UnseenWrites } from '../../../src/shadow/divergence/unseen-writes.ts';
import { IdBook } from '../../../src/shadow/identity/book/id-book.ts';
import { SeenIds } from '../../../src/shadow/identity/learning/seen-ids.ts';
import { fleetSequence } from '../../../src/vocabulary/tap-lane.ts';
import { type Answered, type Asked, worldUnderTest } from '../world/world-under-test.ts';

const a = '7b0c1a52-4d3e-4f60-8a71-9b2c3d4e5f60';
const b = '1f2e3d4c-5b6a-4978-8c9d-0e1f2a3b4c5d';
const c = '2a3b4c5d-6e7f-4081-92a3-b4c5d6e7f809';
const theirA = 'c9d8e7f6-a5b4-4c3d-9e2f-1a0b9c8d7e6f';

/** The third exchange begins at 30 ms, after the last action of the tap. */
const cause = fleetSequence(2, 7);
const span = { cause, from: 16, to: 28, writesMax: 1 };

const made: Asked = { method: 'POST', target: '/notes', body: { text: 'old' } };
const show: Asked = { target: `/notes/${a}` };
const change: Asked = { method: 'PATCH', target: `/notes/${a}`, body: { text: 'seen' } };
const gone: Answered = { status: 404 };
const list: Asked = { target: '/notes' };
const note = (id: string, text: string): Answered => ({ body: { id, text } });
const whole = (id: string, done: boolean): Answered => ({ body: { id, text: 'old', done } });
const favorites = (...noteIds: string[]): Answered => ({ body: { noteIds } });
const notes = (...of: { id: string; text: string }[]): Answered => ({ body: { notes: of } });

/** A note is created; then a tap with this number of writes is lost. */
function worldAfterLoss(writesMax = 1) {
  const world = worldUnderTest();
  world.exchange(made, note(a, 'old'), note(theirA, 'old'));
  world.noteUnseen({ ...span, writesMax });
  world.exchange({ target: '/health' }, {}, {});
  return world;
}

describe('the possible writes of a lost tap', () => {
  it('explain a thing that primary shows first and whose creation was not seen', () => {
    const world = worldAfterLoss();
    const [ours, theirs] = [
      { id: a, text: 'old' },
      { id: theirA, text: 'old' },
    ];
    const { things } = world.exchange(list, notes(ours, { id: b, text: 'b' }), notes(theirs));
    expect(things).toMatchObject([{ kind: 'absent', because: 'loss', cause }]);
  });

  it('explain a change by the state that primary showed before', () => {
    const { things } = worldAfterLoss().exchange(show, note(a, 'new'), note(theirA, 'old'));
    expect(things).toMatchObject([{ kind: 'stale', because: 'loss', cause }]);
    expect(things[0]?.states).toEqual([{ id: a, text: 'old' }]);
  });

  it('explain a thing that primary no longer has', () => {
    const { status } = worldAfterLoss().exchange(show, { status: 404 }, note(theirA, 'old'));
    expect(status).toEqual({ because: 'loss', cause });
  });

  it('explain no more things than their number', () => {
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
  ])('do not explain %s of a thing that a seen write touched since', (_, asked, ours, theirs) => {
    const world = worldAfterLoss(5);
    world.exchange(change, note(a, 'seen'), note(theirA, 'seen'));
    const { things, status } = world.exchange(asked, ours, theirs);
    expect({ things, status }).toEqual({ things: [], status: null });
  });

  it('do not explain a missing thing whose creation was seen', () => {
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

  it('do not explain a thing that primary still shows', () => {
    const world = worldAfterLoss(5);
    world.exchange(show, note(a, 'old'), note(theirA, 'old'));
    const { things } = world.exchange(list, notes(), notes({ id: theirA, text: 'old' }));
    expect(things).toEqual([]);
  });

  it('change nothing if both deployments agree', () => {
    const world = worldAfterLoss(5);
    world.exchange(show, note(a, 'new'), note(theirA, 'new'));
    expect(world.marks).toBe(0);
  });

  it.each<[string, Asked, Asked, Answered, Answered]>([
    ['removal', { method: 'DELETE', target: `/notes/${a}` }, show, gone, note(theirA, 'old')],
    ['change', change, show, note(a, 'seen'), note(theirA, 'old')],
  ])('do not explain an earlier %s that was seen and that the candidate ignored', (...given) => {
    const [, write, asked, ours, theirs] = given;
    const world = worldUnderTest();
    world.exchange(made, note(a, 'old'), note(theirA, 'old'));
    world.exchange(show, note(a, 'old'), note(theirA, 'old'));
    world.exchange(write, { status: 204 }, { status: 204 });
    world.noteUnseen({ ...span, from: 36, to: 38, writesMax: 5 });
    const { things, status } = world.exchange(asked, ours, theirs);
    expect({ things, status }).toEqual({ things: [], status: null });
  });

  it('do not explain an earlier removal that was seen, although its answers showed the thing', () => {
    const world = worldUnderTest();
    world.exchange(made, note(a, 'old'), note(theirA, 'old'));
    world.exchange(
      { method: 'DELETE', target: `/notes/${a}` },
      note(a, 'old'),
      note(theirA, 'old'),
    );
    world.noteUnseen({ ...span, from: 26, to: 28, writesMax: 5 });
    expect(world.exchange(show, gone, note(theirA, 'old')).status).toBeNull();
  });

  it('do not explain an earlier change that was seen, although a later list lacked the changed member', () => {
    const world = worldUnderTest();
    world.exchange(made, whole(a, false), whole(theirA, false));
    world.exchange({ ...change, body: { done: true } }, { status: 204 }, { status: 204 });
    world.exchange(list, notes({ id: a, text: 'old' }), notes({ id: theirA, text: 'old' }));
    world.noteUnseen({ ...span, from: 36, to: 38, writesMax: 5 });
    expect(world.exchange(show, whole(a, true), whole(theirA, false)).things).toEqual([]);
  });

  it('explain no more things than the number of writes of two lost taps', () => {
    const world = worldAfterLoss(1);
    world.noteUnseen({ ...span, cause: fleetSequence(3, 1), writesMax: 1 });
    const ours = [b, a, c].map((id) => ({ id, text: 'new' }));
    world.exchange(list, notes(...ours), notes({ id: theirA, text: 'old' }));
    expect(world.marks).toBe(2);
  });

  it('do not explain a missing reference to a thing', () => {
    const world = worldAfterLoss(5);
    world.exchange({ target: '/favorites' }, favorites(b), favorites());
    expect(world.marks).toBe(0);
  });

  it('explain the same thing in each pair that waited for its comparison', () => {
    const world = worldAfterLoss(1);
    const waiting = [show, list].map((asked) => world.begin(asked, note(a, 'new')));
    const judges = waiting.map((pair) => pair.answer(note(theirA, 'old')));
    for (const judge of judges) {
      expect(judge().things).toMatchObject([{ kind: 'stale', because: 'loss', cause }]);
    }
    expect(world.marks).toBe(1);
  });

  it('explain nothing once the tap is heard again', () => {
    const world = worldAfterLoss(5);
    world.noteUnseen({ ...span, writesMax: 0 });
    expect(world.exchange(show, note(a, 'new'), note(theirA, 'old')).things).toEqual([]);
  });

  it('end once later writes are forgotten', () => {
    let isRemembered = true;
    const unseen = new UnseenWrites({
      book: new IdBook(10),
      writes: {
        hasTouchedSince: () => false,
        hasTouchedSinceShown: () => false,
        remembersSince: () => isRemembered,
      },
      states: new ThingStates(),
      firstShown: new FirstShown(),
      seen: new SeenIds(10),
      marks: new ThingMarks(),
    });
    unseen.add(span);
    unseen.see([], 30);
    expect(unseen.isNone).toBe(false);
    isRemembered = false;
    unseen.see([], 40);
    expect(unseen.isNone).toBe(true);
  });
});
