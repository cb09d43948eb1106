import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PairExcuses } from '../../../src/vocabulary/excuses.ts';
import { sharedJournalMemory } from '../../../src/vocabulary/journal-memory.ts';
import { worldUnderTest } from '../world/world-under-test.ts';
import { type Outliving, outliving, type World } from './outliving-world.ts';

const [a, b] = ['7b0c1a52-4d3e-4f60-8a71-9b2c3d4e5f60', '1f2e3d4c-5b6a-4978-8c9d-0e1f2a3b4c5d'];
const theirA = 'c9d8e7f6-a5b4-4c3d-9e2f-1a0b9c8d7e6f';
const theirB = '0a1b2c3d-4e5f-4a6b-8c7d-9e8f0a1b2c3d';
const made = (id: string | number, more: object = {}) => ({ status: 201, body: { id, ...more } });
const post = { method: 'POST', target: '/orders', body: { qty: 1 } };
const refused = { status: 500, body: { error: 'boom' } };
const missing = { status: 404 };
const article = (slug: string) => ({ body: { article: { slug, title: slug } } });
const list = (...ids: string[]) => ({ body: { items: ids.map((id) => ({ id })) } });

const ways: readonly (readonly [string, (memory: Outliving) => World])[] = [
  ['a restart of the worker', (memory) => memory.begin()],
  [
    'a takeover by another process',
    (memory) => {
      memory.handOver();
      return memory.begin();
    },
  ],
];

/** Both make a thing, and then primary alone makes another. */
function withLostCreate() {
  const memory = outliving();
  const world = memory.begin();
  world.exchange(post, made(a, { qty: 1 }), made(theirA, { qty: 1 }));
  const { sequence: cause } = world.exchange(post, made(b, { qty: 2 }), refused);
  return { memory, world, cause };
}

describe.each(ways)('a thing that the candidate failed to create, after %s', (_, next) => {
  it('explains failed reads of it, with the same cause', () => {
    const { memory, cause } = withLostCreate();
    const read = next(memory).exchange({ target: `/orders/${b}` }, made(b), missing);
    expect([read.status, read.unseen]).toEqual([{ because: 'loss', cause }, null]);
  });

  it('is absent from a list', () => {
    const { memory, cause } = withLostCreate();
    const { things } = next(memory).exchange({ target: '/orders' }, list(a, b), list(theirA));
    expect(things).toMatchObject([{ kind: 'absent', cause, primaryPath: ['items', 1] }]);
  });

  it('explains nothing about another thing whose creation was seen', () => {
    const { memory } = withLostCreate();
    const read = next(memory).exchange({ target: `/orders/${a}` }, made(a), missing);
    expect([read.status, read.unseen, read.things]).toEqual([null, null, []]);
  });

  it('explains nothing about itself in earlier answers', () => {
    const { memory, world } = withLostCreate();
    world.exchange({ method: 'PUT', target: `/orders/${b}` }, made(b), made(b));
    const read = next(memory).exchange({ target: `/orders/${b}` }, made(b), missing);
    expect(read.status).toBeNull();
  });

  it('explains nothing once an operator has cleared the marks', () => {
    const { memory, world } = withLostCreate();
    world.forgetMarks();
    const read = next(memory).exchange({ target: `/orders/${b}` }, made(b), missing);
    expect([read.status, read.hint]).toEqual([null, null]);
  });

  it('is counted', () => {
    const { memory, world } = withLostCreate();
    expect(next(memory).marks).toBe(world.marks);
  });
});

it('a thing that the candidate failed to create counts as unseen for an owner without saved memory', () => {
  const { sequence } = withLostCreate().world;
  const world = worldUnderTest({}, undefined, {}, 0, {
    worldMemory: sharedJournalMemory(1024),
    sequence,
  });
  const read = world.exchange({ target: `/orders/${b}` }, made(b), missing);
  expect([read.status, read.unseen]).toEqual([null, 'unseen_thing']);
});

describe.each(ways)('the knowledge of the world, after %s', (_, next) => {
  it('explains a missed change by an earlier state that primary showed', () => {
    const memory = outliving();
    const world = memory.begin();
    world.exchange(post, made(a, { name: 'old' }), made(theirA, { name: 'old' }));
    const patch = { method: 'PATCH', target: `/orders/${a}`, body: { name: 'new' } };
    world.exchange(patch, made(a, { name: 'new' }), refused);
    const read = next(memory).exchange(
      { target: `/orders/${a}` },
      made(a, { name: 'new' }),
      made(theirA, { name: 'old' }),
    );
    expect(read.things).toMatchObject([{ kind: 'stale', states: [{ name: 'old' }] }]);
  });

  it('does not treat a known thing as new when a change of it is missed', () => {
    const memory = outliving();
    memory.begin().exchange(post, made(a, { name: 'old' }), made(theirA, { name: 'old' }));
    const world = next(memory);
    const patch = { method: 'PATCH', target: `/orders/${a}`, body: { name: 'new' } };
    world.exchange(patch, made(a, { name: 'new' }), refused);
    const { status } = world.exchange({ target: `/orders/${a}` }, made(a), missing);
    expect(status).toBeNull();
  });

  it('explains in a list a thing that only the candidate created', () => {
    const memory = outliving();
    memory.begin().exchange(post, { status: 422 }, made(theirA));
    const { things } = next(memory).exchange(
      { target: '/orders' },
      { body: [] },
      { body: [{ id: theirA }] },
    );
    expect(things).toMatchObject([{ kind: 'extra', candidatePath: [0] }]);
  });

  it('explains the new name of a thing after a missed rename', () => {
    const memory = outliving();
    const world = memory.begin();
    world.exchange({ method: 'POST', target: '/articles' }, article('how-to'), article('how-to'));
    const put = { method: 'PUT', target: '/articles/how-to', body: { title: 'why-not' } };
    const { sequence: cause } = world.exchange(put, article('why-not'), refused);
    const read = next(memory).exchange(
      { target: '/articles/why-not' },
      article('why-not'),
      missing,
    );
    expect(read.status).toEqual({ because: 'loss', cause });
  });
});

/** The former owner knew of the creation, and not of the candidate's answer. */
function withCreateInDoubt(): World {
  const memory = outliving();
  const world = memory.begin();
  world.exchange(post, made(a), made(theirA));
  world.begin(post, made(b));
  memory.handOver();
  return memory.begin(1);
}

describe('a creation that was in progress at a takeover', () => {
  it('explains failed reads of the created thing, if it is unknown whether the candidate executed it', () => {
    const world = withCreateInDoubt();
    const cause = world.noteNotMirrored(post, made(b));
    const { status } = world.exchange({ target: `/orders/${b}` }, made(b), missing);
    expect(status).toEqual({ because: 'loss', cause });
  });

  it('explains nothing about other things', () => {
    const world = withCreateInDoubt();
    world.noteNotMirrored(post, made(b));
    const { status, things } = world.exchange({ target: `/orders/${a}` }, made(a), missing);
    expect([status, things]).toEqual([null, []]);
  });

  it('explains nothing if the candidate answers it for the next owner', () => {
    const world = withCreateInDoubt();
    world.exchange(post, made(b), made(theirB));
    const { status } = world.exchange({ target: `/orders/${b}` }, made(b), missing);
    expect(status).toBeNull();
  });

  it('delays requests that name the thing it created', () => {
    const world = withCreateInDoubt();
    world.begin(post, made(b));
    const touches = world.touchesOf({ target: `/orders/${b}` });
    expect(touches).toContainEqual({
      key: `learning ${world.sequence - 1}`,
      whole: true,
      writes: false,
    });
  });
});

describe('an exchange that overlapped with a lost write and shows equal states', () => {
  const patch = { method: 'PATCH', target: `/orders/${a}`, body: { name: 'new' } };

  function marksAfterReadFrom(startedAt: number, next: (memory: Outliving) => World): number {
    const memory = outliving();
    const world = memory.begin();
    world.exchange(post, made(a, { name: 'old' }), made(theirA, { name: 'old' }));
    world.exchange({ ...patch, times: { startedAt: 20, endedAt: 100 } }, made(a), refused);
    const read = { target: `/orders/${a}`, times: { startedAt, endedAt: 120 } };
    const later = next(memory);
    later.exchange(read, made(a, { name: 'old' }), made(theirA, { name: 'old' }));
    return later.marks;
  }

  it.each(ways)('does not end the mark after %s', (_, next) => {
    expect(marksAfterReadFrom(90, next)).toBeGreaterThan(0);
  });

  it.each(ways)('ends the mark if it began after the write, after %s', (_, next) => {
    expect(marksAfterReadFrom(110, next)).toBe(0);
  });
});

const names = [a, b] as const;
const theirs = [theirA, theirB] as const;

interface Step {
  readonly verb: 'POST' | 'PATCH' | 'DELETE' | 'GET' | 'LIST';
  readonly thing: 0 | 1;
  readonly value: number;
  readonly outcome: 'same' | 'other' | 'missing' | 'failed' | 'shed';
  /** The event in the world before this step. */
  readonly before: 'nothing' | 'restart' | 'takeover';
}

const step: fc.Arbitrary<Step> = fc.record({
  verb: fc.constantFrom('POST', 'PATCH', 'DELETE', 'GET', 'LIST'),
  thing: fc.constantFrom(0, 1),
  value: fc.integer({ min: 1, max: 3 }),
  outcome: fc.constantFrom('same', 'same', 'other', 'missing', 'failed', 'shed'),
  before: fc.constantFrom('nothing', 'nothing', 'restart', 'takeover'),
});

function askedBy({ verb, thing, value }: Step) {
  if (verb === 'LIST') return { target: '/orders' };
  if (verb === 'POST') return { ...post, body: { name: value } };
  const target = `/orders/${names[thing]}`;
  return verb === 'PATCH'
    ? { method: verb, target, body: { name: value } }
    : { method: verb, target };
}

function answerOf({ verb, thing, value }: Step, ids: readonly [string, string], more = 0) {
  const shown = { id: ids[thing], name: value + more };
  if (verb === 'LIST') return { body: { items: [shown] } };
  return { status: verb === 'POST' ? 201 : 200, body: shown };
}

/** The excuses of each step; null for a step that was not compared. */
function play(steps: readonly Step[], isReplaced: boolean): readonly (PairExcuses | null)[] {
  const memory = outliving();
  let world = memory.begin();
  return steps.map((one) => {
    if (isReplaced && one.before !== 'nothing') {
      if (one.before === 'takeover') memory.handOver();
      world = memory.begin();
    }
    const [asked, primary] = [askedBy(one), answerOf(one, names)];
    if (one.outcome === 'shed') {
      world.noteNotMirrored(asked, primary);
      return null;
    }
    if (one.outcome === 'failed') return world.exchange(asked, primary, null);
    const candidate =
      one.outcome === 'missing'
        ? { ...missing, ...(one.verb === 'LIST' && { status: 200, body: { items: [] } }) }
        : answerOf(one, theirs, one.outcome === 'other' ? 5 : 0);
    return world.exchange(asked, primary, candidate);
  });
}

/** All but what primary showed of a thing, of which a world that was replaced may know less. */
function withoutStates(excuses: PairExcuses | null): unknown {
  if (excuses === null) return null;
  const { status, unseen, hint, things } = excuses;
  const where = things.map(({ kind, because, cause, primaryPath, candidatePath }) => {
    return { kind, because, cause, primaryPath, candidatePath };
  });
  return { status, unseen, hint, things: where };
}

function isIn(state: object, whole: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(state).every(([name, value]) => Object.is(whole[name], value));
}

describe('a world that is replaced at any time', () => {
  it('has the same excuses as one that is never replaced, and no more states', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 4, maxLength: 20 }), (steps) => {
        const [never, replaced] = [play(steps, false), play(steps, true)];
        expect(replaced.map(withoutStates)).toEqual(never.map(withoutStates));
        for (const [at, excuses] of replaced.entries()) {
          for (const [index, { states }] of (excuses?.things ?? []).entries()) {
            const known = never[at]?.things[index]?.states ?? [];
            expect(states.filter((state) => !known.some((one) => isIn(state, one)))).toEqual([]);
          }
        }
      }),
      { seed: 7, numRuns: 60 },
    );
  });
});
