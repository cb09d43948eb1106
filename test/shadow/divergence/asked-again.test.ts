import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Exchanged, worldUnderTest } from '../world/world-under-test.ts';

const takeover = { leftOut: 'takeover' } as const;
const cart = { target: '/cart' };

function namesIn({ known }: Exchanged): readonly (readonly [string, string])[] {
  return known.map(({ primary, candidate }) => [primary, candidate]);
}

describe('a read that is sent again after a takeover', () => {
  it('teaches the identity of a thing on which both answers agree', () => {
    const world = worldUnderTest();
    const [ours, theirs] = [
      { id: 71, owner: 'ann' },
      { id: 902, owner: 'ann' },
    ];
    world.exchange(cart, { ...takeover, body: ours }, { body: theirs });
    expect(namesIn(world.exchange(cart, { body: ours }, { body: theirs }))).toEqual([
      ['71', '902'],
    ]);
  });

  it.each([
    ['has another answer', { total: 5 }, { total: 0 }],
    ['has an empty answer', {}, {}],
  ])(
    'teaches nothing if it %s, because the difference may come from a later write',
    (_, before, after) => {
      const world = worldUnderTest();
      const theirs = { id: 902, ...after };
      world.exchange(cart, { ...takeover, body: { id: 71, ...before } }, { body: theirs });
      const now = { id: 72, ...after };
      world.noteNotMirrored({ method: 'POST', target: '/carts' }, { status: 201, body: now });
      const { things, ...found } = world.exchange(cart, { body: now }, { body: theirs });
      expect([namesIn(found as Exchanged), things]).toEqual([[['72', '902']], []]);
    },
  );
});

/** The numbers of the candidate's things are those of primary plus this. */
const shift = 900;

interface Step {
  readonly verb: 'POST' | 'PATCH' | 'DELETE' | 'GET' | 'LIST';
  readonly thing: 1 | 2;
  readonly value: number;
  readonly outcome: 'same' | 'other' | 'missing';
}

interface Doubt {
  readonly verb: 'POST' | 'PATCH' | 'DELETE' | 'GET';
  readonly at: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  verb: fc.constantFrom('POST', 'PATCH', 'DELETE', 'GET', 'LIST'),
  thing: fc.constantFrom(1, 2),
  value: fc.integer({ min: 1, max: 3 }),
  outcome: fc.constantFrom('same', 'other', 'missing'),
});
const doubt: fc.Arbitrary<Doubt> = fc.record({
  verb: fc.constantFrom('POST', 'PATCH', 'DELETE', 'GET'),
  at: fc.nat(12),
});

type World = ReturnType<typeof worldUnderTest>;

function asked(verb: Step['verb'], kind: string, thing: number, value: number) {
  if (verb === 'LIST') return { target: `/${kind}` };
  const body = verb === 'GET' || verb === 'DELETE' ? undefined : { name: value };
  return { method: verb, target: verb === 'POST' ? `/${kind}` : `/${kind}/${thing}`, body };
}

function answered(verb: Step['verb'], thing: number, value: number) {
  const shown = { id: thing, name: value };
  return { status: verb === 'POST' ? 201 : 200, body: verb === 'LIST' ? [shown] : shown };
}

function take(world: World, { verb, thing, value, outcome }: Step): Exchanged {
  const theirs = answered(verb, thing + shift, outcome === 'other' ? value + 5 : value);
  const none = verb === 'LIST' ? { body: [] } : { status: 404 };
  return world.exchange(
    asked(verb, 'orders', thing, value),
    answered(verb, thing, value),
    outcome === 'missing' ? none : theirs,
  );
}

/** An exchange in doubt about another thing. */
function takeDoubt(world: World, { verb }: Doubt): void {
  const [request, primary] = [asked(verb, 'notes', 7, 1), answered(verb, 7, 1)];
  if (verb !== 'GET') world.noteNotMirrored(request, primary);
  else world.exchange(request, { ...primary, ...takeover }, answered(verb, 7 + shift, 1));
}

/** The excuses of each step, without values that depend on the number of exchanges. */
function play(steps: readonly Step[], doubts: readonly Doubt[]) {
  const world = worldUnderTest();
  return steps.map((one, at) => {
    for (const other of doubts) if (other.at === at) takeDoubt(world, other);
    const { status, unseen, things } = take(world, one);
    const where = things.map(({ kind, because, primaryPath, candidatePath, states }) => {
      return { kind, because, primaryPath, candidatePath, states };
    });
    return { status: status?.because ?? null, unseen, where };
  });
}

describe('exchanges in doubt', () => {
  it('explain no differences in things that they do not name', () => {
    const steps = fc.array(step, { minLength: 4, maxLength: 14 });
    const doubts = fc.array(doubt, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(steps, doubts, (trace, among) => {
        expect(play(trace, among)).toEqual(play(trace, []));
      }),
      { seed: 11, numRuns: 150 },
    );
  });
});
