import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CausalOrder, type QueuedExchange } from '../../../src/shadow/order/causal-order.ts';
import type { Touch } from '../../../src/shadow/order/key-queue.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

interface Step {
  readonly name: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly touches: readonly Touch[];
}

function step(
  name: string,
  startedAt: number,
  endedAt: number,
  ...touches: readonly Touch[]
): Step {
  return { name, startedAt, endedAt, touches };
}

function reads(key: string): Touch {
  return { key, whole: true, writes: false };
}

function writes(key: string): Touch {
  return { key, whole: true, writes: true };
}

function partOf(touch: Touch): Touch {
  return { ...touch, whole: false };
}

/** A request without known keys, which touches the one key that all requests touch. */
function read(name: string, startedAt: number, endedAt: number): Step {
  return step(name, startedAt, endedAt, reads('all'));
}

function write(name: string, startedAt: number, endedAt: number): Step {
  return step(name, startedAt, endedAt, writes('all'));
}

/** The candidate's side: requests in flight, until they are finished by name. */
class Mirror {
  readonly order = new CausalOrder<Step>();
  readonly queued = new Map<string, QueuedExchange<Step>>();

  constructor(steps: readonly Step[] = []) {
    for (const step of steps) this.add(step);
  }

  add(step: Step): void {
    this.queued.set(step.name, this.order.add(step, step));
  }

  /** Sends the allowed requests, up to a number, and returns their names. */
  send(most = Number.POSITIVE_INFINITY): string[] {
    const sent: string[] = [];
    while (sent.length < most) {
      const exchange = this.order.next();
      if (exchange === null) break;
      sent.push(exchange.item.name);
    }
    return sent;
  }

  finish(name: string): void {
    this.order.finish(this.queued.get(name)!);
    this.queued.delete(name);
  }
}

describe('a request that was sent after a write was answered', () => {
  it('waits until the candidate has finished the write', () => {
    const mirror = new Mirror([write('create', 0, 1), read('get', 2, 3)]);
    expect(mirror.send()).toEqual(['create']);
    mirror.finish('create');
    expect(mirror.send()).toEqual(['get']);
  });

  it('waits for a write even if it is a write itself', () => {
    const mirror = new Mirror([write('create', 0, 1), write('change', 2, 3)]);
    expect(mirror.send()).toEqual(['create']);
  });

  it('waits for the slower of two writes', () => {
    const mirror = new Mirror([write('a', 0, 1), write('b', 0, 2), read('get', 3, 4)]);
    expect(mirror.send()).toEqual(['a', 'b']);
    mirror.finish('a');
    expect(mirror.send()).toEqual([]);
    mirror.finish('b');
    expect(mirror.send()).toEqual(['get']);
  });

  it('waits although it arrived first', () => {
    const mirror = new Mirror([read('get', 2, 3), write('create', 0, 1)]);
    expect(mirror.send()).toEqual(['create']);
  });

  it('waits if both happened at the same time', () => {
    const mirror = new Mirror([write('create', 0, 1), read('get', 1, 1)]);
    expect(mirror.send()).toEqual(['create']);
  });
});

describe('a write that was sent after a read was answered', () => {
  it('waits until the candidate has finished the read', () => {
    const mirror = new Mirror([read('get', 0, 1), write('delete', 2, 3)]);
    expect(mirror.send()).toEqual(['get']);
    mirror.finish('get');
    expect(mirror.send()).toEqual(['delete']);
  });
});

describe('requests that do not depend on each other', () => {
  it.each([
    ['reads, one after the other', [read('a', 0, 1), read('b', 2, 3)]],
    ['a read that was sent before the write was answered', [write('a', 0, 2), read('b', 1, 3)]],
    ['writes that overlapped', [write('a', 0, 2), write('b', 1, 3)]],
    ['two without a duration, at the same time', [write('a', 1, 1), write('b', 1, 1)]],
  ])('run concurrently: %s', (_, steps) => {
    expect(new Mirror(steps).send()).toEqual(['a', 'b']);
  });
});

describe('requests with known keys', () => {
  it('run concurrently if they have no key in common', () => {
    const mirror = new Mirror([step('a', 0, 1, writes('a')), step('b', 2, 3, writes('b'))]);
    expect(mirror.send()).toEqual(['a', 'b']);
  });

  it('run concurrently if they touch only parts of the same thing', () => {
    const one = step('one', 0, 1, partOf(writes('team')), writes('one'));
    const other = step('other', 2, 3, partOf(writes('team')), writes('other'));
    expect(new Mirror([one, other]).send()).toEqual(['one', 'other']);
  });

  it.each([
    ['a read of the whole, for a write of a part', partOf(writes('a')), reads('a')],
    ['a read of a part, for a write of the whole', writes('a'), partOf(reads('a'))],
    ['a write of the whole, for a write of a part', partOf(writes('a')), writes('a')],
    ['a write of the whole, for a read of a part', partOf(reads('a')), writes('a')],
    ['a write of a part, for a read of the whole', reads('a'), partOf(writes('a'))],
  ])('wait: %s', (_, earlier, later) => {
    const mirror = new Mirror([step('earlier', 0, 1, earlier), step('later', 2, 3, later)]);
    expect(mirror.send()).toEqual(['earlier']);
    mirror.finish('earlier');
    expect(mirror.send()).toEqual(['later']);
  });

  it('wait for each request with a common key', () => {
    const later = step('later', 2, 3, reads('a'), reads('b'));
    const mirror = new Mirror([step('a', 0, 1, writes('a')), step('b', 0, 1, writes('b')), later]);
    expect(mirror.send()).toEqual(['a', 'b']);
    mirror.finish('a');
    expect(mirror.send()).toEqual([]);
    mirror.finish('b');
    expect(mirror.send()).toEqual(['later']);
  });

  it('wait for requests that wait themselves', () => {
    const mirror = new Mirror([step('later', 2, 3, reads('a'))]);
    mirror.add(step('earlier', 0, 1, writes('a')));
    expect(mirror.send()).toEqual(['earlier']);
  });
});

describe('a request that is given up before its turn', () => {
  it('is never sent, and delays nothing', () => {
    const mirror = new Mirror([write('first', 0, 1), write('given up', 2, 3), read('get', 4, 5)]);
    expect(mirror.send()).toEqual(['first']);
    mirror.finish('given up');
    mirror.finish('first');
    expect(mirror.send()).toEqual(['get']);
    expect(mirror.order.waiting).toBe(0);
  });

  it('is never sent even if it could have been', () => {
    const mirror = new Mirror([write('given up', 0, 1), read('get', 2, 3)]);
    mirror.finish('given up');
    expect(mirror.send()).toEqual(['get']);
  });
});

describe('a request that finishes twice', () => {
  it('counts once', () => {
    const mirror = new Mirror([read('a', 0, 1), read('b', 0, 1)]);
    mirror.send();
    const exchange = mirror.queued.get('a')!;
    mirror.order.finish(exchange);
    mirror.order.finish(exchange);
    expect(mirror.order.inFlight).toBe(1);
  });
});

/** The relation of two requests, independent of others. */
function mustWaitFor(request: Step, other: Step): boolean {
  const answeredBefore = other.endedAt <= request.startedAt && other.startedAt < request.startedAt;
  return (
    answeredBefore &&
    request.touches.some((mine) =>
      other.touches.some(
        (theirs) =>
          mine.key === theirs.key && (mine.writes || theirs.writes) && (mine.whole || theirs.whole),
      ),
    )
  );
}

describe('a finished request', () => {
  it('is released, even while an earlier request hangs', async () => {
    const mirror = new Mirror([read('hangs', 0, 1)]);
    mirror.send();
    const kept: WeakRef<Step>[] = [];
    for (let at = 0; at < 1_000; at += 1) {
      const step = read(String(at), 2, 3);
      kept.push(new WeakRef(step));
      mirror.add(step);
      mirror.send();
      mirror.finish(step.name);
    }
    // A dereferenced WeakRef keeps its target until the next turn of the event loop.
    await new Promise(setImmediate);
    collectGarbage();
    expect(kept.filter((ref) => ref.deref() !== undefined).length).toBeLessThan(200);
  });

  it('is released, even if it was given up while it waited for one that hangs', async () => {
    const mirror = new Mirror([write('hangs', 0, 1)]);
    mirror.send();
    const kept: WeakRef<Step>[] = [];
    for (let at = 0; at < 1_000; at += 1) {
      const step = read(String(at), 2, 3);
      kept.push(new WeakRef(step));
      mirror.add(step);
      mirror.finish(step.name);
    }
    await new Promise(setImmediate);
    collectGarbage();
    expect(kept.filter((ref) => ref.deref() !== undefined).length).toBeLessThan(200);
  });

  it('leaves no key behind that no other request touches', () => {
    const mirror = new Mirror([step('a', 0, 1, writes('a'), reads('b')), read('c', 0, 1)]);
    mirror.send();
    mirror.finish('a');
    expect(mirror.order.keys).toBe(1);
  });
});

describe('random requests, in any order of arrival and completion', () => {
  const touches = fc.uniqueArray(
    fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      whole: fc.boolean(),
      writes: fc.boolean(),
    }),
    { selector: ({ key }) => key, maxLength: 3 },
  );
  const arrival = fc.record({
    startedAt: fc.integer({ min: 0, max: 60 }),
    duration: fc.integer({ min: 0, max: 15 }),
    touches,
    lateness: fc.integer({ min: 0, max: 5 }),
  });
  const history = fc.array(arrival, { minLength: 1, maxLength: 200 }).map((arrivals) =>
    arrivals
      .map(({ startedAt, duration, touches, lateness }, at) => ({
        step: step(String(at), startedAt, startedAt + duration, ...touches),
        arrivesAt: startedAt + duration + lateness,
      }))
      .sort((a, b) => a.arrivesAt - b.arrivesAt)
      .map(({ step }) => step),
  );
  const concurrency = fc.integer({ min: 1, max: 8 });
  /** Random choices: the next finished request, and the number of arrivals before. */
  const choices = fc.infiniteStream(fc.nat());

  it('are all mirrored once, in order, and as early as possible', () => {
    fc.assert(
      fc.property(history, concurrency, choices, (steps, concurrency, choices) => {
        const mirror = new Mirror();
        const waiting = new Set<Step>();
        const going = new Set<Step>();
        const mayGo = (step: Step): boolean =>
          ![...waiting, ...going].some((other) => mustWaitFor(step, other));
        const sent: string[] = [];
        const givenUp: string[] = [];
        const arriving = [...steps];
        const byName = new Map(steps.map((step) => [step.name, step]));

        while (arriving.length > 0 || waiting.size > 0 || going.size > 0) {
          for (const step of arriving.splice(0, choices.next().value % 20)) {
            mirror.add(step);
            waiting.add(step);
          }
          for (const name of mirror.send(concurrency - going.size)) {
            const step = byName.get(name)!;
            sent.push(name);
            expect(mayGo(step)).toBe(true);
            const passedOver = [...waiting].filter(
              (other) => other.startedAt < step.startedAt && mayGo(other),
            );
            expect(passedOver).toEqual([]);
            waiting.delete(step);
            going.add(step);
          }
          // If there is room, the waiting requests must wait by the rule.
          const hasRoom = going.size < concurrency;
          expect(hasRoom && [...waiting].some(mayGo)).toBe(false);
          expect(going.size > 0 || waiting.size === 0).toBe(true);
          expect(mirror.order).toMatchObject({ waiting: waiting.size, inFlight: going.size });
          const all = [...going, ...waiting];
          const done = all[choices.next().value % (going.size + (waiting.size >> 3))];
          if (done === undefined) continue;
          mirror.finish(done.name);
          going.delete(done);
          if (waiting.delete(done)) givenUp.push(done.name);
        }

        expect([...sent, ...givenUp].toSorted()).toEqual(steps.map(({ name }) => name).toSorted());
        expect(mirror.order.keys).toBe(0);
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});
