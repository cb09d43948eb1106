import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CausalFacts, QueuedExchange } from '../../../src/shadow/order/causal-order.ts';
import { MirrorQueue } from '../../../src/shadow/order/mirror-queue.ts';

/** Touches nothing, so that it could go at any time. */
const free: CausalFacts = { startedAt: 0, endedAt: 1, touches: [] };

/** Adds exchanges of these sessions, with `a1` in session `a`, and returns the shed ones. */
function add(queue: MirrorQueue<string>, ...names: readonly string[]): string[] {
  return names.flatMap((name) => queue.add(name, free, name[0]!));
}

function send(queue: MirrorQueue<string>): QueuedExchange<string>[] {
  const queued: QueuedExchange<string>[] = [];
  for (let exchange = queue.next(); exchange !== null; exchange = queue.next())
    queued.push(exchange);
  return queued;
}

function namesOf(queued: readonly QueuedExchange<string>[]): string[] {
  return queued.map(({ item }) => item);
}

describe('the number of mirrored requests in flight', () => {
  it('is at most the concurrency of the config', () => {
    const queue = new MirrorQueue<string>({ concurrency: 2, queueMax: 10 });
    add(queue, 'a1', 'a2', 'a3');
    const queued = send(queue);
    expect(queued).toHaveLength(2);
    expect(queue).toMatchObject({ inFlight: 2, waiting: 1 });
    queue.finish(queued[1]!);
    expect(send(queue)).toHaveLength(1);
  });

  it('falls once if a request finishes twice', () => {
    const queue = new MirrorQueue<string>({ concurrency: 1, queueMax: 10 });
    add(queue, 'a1', 'a2', 'a3');
    const [exchange] = send(queue);
    queue.finish(exchange!);
    queue.finish(exchange!);
    expect(send(queue)).toHaveLength(1);
  });
});

describe('a full queue', () => {
  const full = { concurrency: 1, queueMax: 4 };

  it('sheds the newest session as a whole, and keeps older ones', () => {
    const queue = new MirrorQueue<string>(full);
    expect(add(queue, 'a1', 'b1', 'c1', 'c2')).toEqual([]);
    expect(add(queue, 'a2')).toEqual(['c1', 'c2']);
    expect(queue.waiting).toBe(3);
  });

  it('dates a session by its first exchange, whether mirrored or not', () => {
    const queue = new MirrorQueue<string>({ concurrency: 10, queueMax: 4 });
    add(queue, 'a1');
    send(queue);
    expect(add(queue, 'b1', 'b2', 'b3', 'a2')).toEqual([]);
    expect(add(queue, 'a3')).toEqual(['b1', 'b2', 'b3']);
  });

  it('refuses a session that is newer than all waiting ones', () => {
    const queue = new MirrorQueue<string>(full);
    expect(add(queue, 'a1', 'b1', 'b2', 'b3', 'c1')).toEqual(['c1']);
  });

  it('keeps the first exchanges of the only session', () => {
    const queue = new MirrorQueue<string>(full);
    expect(add(queue, 'a1', 'a2', 'a3', 'a4', 'a5')).toEqual(['a5']);
  });

  it('sheds the newest of the remaining sessions next', () => {
    const queue = new MirrorQueue<string>(full);
    add(queue, 'a1', 'b1', 'c1', 'd1');
    expect(add(queue, 'a2', 'a3', 'a4')).toEqual(['d1', 'c1', 'b1']);
  });

  it('leaves out a session with losses until half of the room is free', () => {
    const queue = new MirrorQueue<string>({ concurrency: 2, queueMax: 4 });
    expect(add(queue, 'a1', 'a2', 'a3', 'b1', 'a4')).toEqual(['b1']);
    send(queue);
    expect(add(queue, 'a5')).toEqual([]);
    expect(queue.waiting).toBe(3);
    expect(add(queue, 'b2')).toEqual(['b2']);
  });

  it('accepts a session with losses again when there is room', () => {
    const queue = new MirrorQueue<string>({ concurrency: 2, queueMax: 4 });
    add(queue, 'a1', 'a2', 'a3', 'b1', 'a4');
    send(queue);
    expect(queue.waiting).toBe(2);
    expect(add(queue, 'b2')).toEqual([]);
    expect(queue.waiting).toBe(3);
  });

  it('does not delay exchanges because of shed ones', () => {
    const queue = new MirrorQueue<string>({ concurrency: 10, queueMax: 2 });
    const touches = [{ key: 'all', whole: true, writes: true }];
    const at = (startedAt: number): CausalFacts => ({
      startedAt,
      endedAt: startedAt + 1,
      touches,
    });
    queue.add('old, last', at(4), 'old');
    queue.add('new, first', at(0), 'new');
    expect(queue.add('old, second', at(2), 'old')).toEqual(['new, first']);
    expect(namesOf(send(queue))).toEqual(['old, second']);
  });
});

describe('removing all waiting exchanges', () => {
  it('keeps requests in flight, and delays no later exchange', () => {
    const queue = new MirrorQueue<string>({ concurrency: 1, queueMax: 10 });
    add(queue, 'a1', 'a2', 'b1');
    const queued = send(queue);
    expect(queue.takeWaiting(() => true).toSorted()).toEqual(['a2', 'b1']);
    expect(queue).toMatchObject({ inFlight: 1, waiting: 0 });
    queue.finish(queued[0]!);
    add(queue, 'b2');
    expect(namesOf(send(queue))).toEqual(['b2']);
  });
});

describe('removing some waiting exchanges', () => {
  it('keeps the others waiting', () => {
    const queue = new MirrorQueue<string>({ concurrency: 1, queueMax: 10 });
    add(queue, 'a1', 'a2', 'b1', 'a3');
    const [first] = send(queue);
    expect(queue.takeWaiting((name) => name === 'a2')).toEqual(['a2']);
    queue.finish(first!);
    expect(queue.waiting).toBe(2);
    expect(queue.waitingItems().toSorted()).toEqual(['a3', 'b1']);
  });
});

describe('exchanges that had their turn and are held', () => {
  it('do not count as in flight', () => {
    const queue = new MirrorQueue<string>({ concurrency: 1, queueMax: 10 });
    add(queue, 'a1', 'b1');
    expect(queue.next()?.item).toBe('a1');
    expect(queue.next()).toBeNull();
    expect(queue.next(1)?.item).toBe('b1');
  });
});

describe('random exchanges of any number of sessions', () => {
  const limits = fc.record({
    concurrency: fc.integer({ min: 1, max: 4 }),
    queueMax: fc.integer({ min: 1, max: 12 }),
  });
  const steps = fc.array(
    fc.oneof(
      fc.record({ session: fc.integer({ min: 0, max: 6 }) }),
      fc.record({ finishes: fc.nat() }),
    ),
    { maxLength: 300 },
  );

  it('are sent or shed once, and none is shed in favour of a newer one', () => {
    fc.assert(
      fc.property(limits, steps, (limits, steps) => {
        const queue = new MirrorQueue<{ session: number; at: number }>(limits);
        const going: QueuedExchange<{ session: number; at: number }>[] = [];
        const fates = new Map<number, string>();
        const firstSeen: number[] = [];
        let wronglyShed = 0;
        for (const [at, step] of steps.entries()) {
          if ('finishes' in step) {
            const [done] = going.splice(step.finishes % (going.length + 1), 1);
            if (done !== undefined) queue.finish(done);
          } else {
            const { session } = step;
            if (!firstSeen.includes(session)) firstSeen.push(session);
            const facts = { startedAt: at, endedAt: at, touches: [] };
            const shed = queue.add({ session, at }, facts, String(session));
            const age = firstSeen.indexOf(session);
            const newer = shed.filter((lost) => firstSeen.indexOf(lost.session) >= age);
            wronglyShed += shed.length - newer.filter((lost) => !fates.has(lost.at)).length;
            for (const lost of shed) fates.set(lost.at, 'shed');
          }
          for (let exchange = queue.next(); exchange !== null; exchange = queue.next()) {
            expect(fates.get(exchange.item.at)).toBeUndefined();
            fates.set(exchange.item.at, 'sent');
            going.push(exchange);
          }
          expect(queue.waiting).toBeLessThanOrEqual(limits.queueMax);
          expect(queue.inFlight).toBe(going.length);
          expect(going.length).toBeLessThanOrEqual(limits.concurrency);
        }
        for (const { at } of queue.takeWaiting(() => true)) {
          expect(fates.get(at)).toBeUndefined();
          fates.set(at, 'taken');
        }
        expect(wronglyShed).toBe(0);
        const added = steps.flatMap((step, at) => ('session' in step ? [at] : []));
        expect([...fates.keys()].toSorted((a, b) => a - b)).toEqual(added);
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});
