import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CausalOrder, type Turn } from '../../src/shadow/causal-order.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

interface Step {
  readonly name: string;
  readonly isWrite: boolean;
  readonly startedAt: number;
  readonly endedAt: number;
}

function read(name: string, startedAt: number, endedAt: number): Step {
  return { name, isWrite: false, startedAt, endedAt };
}

function write(name: string, startedAt: number, endedAt: number): Step {
  return { name, isWrite: true, startedAt, endedAt };
}

/** The candidate's side: what is on its way there, until it is finished by name. */
class Mirror {
  readonly order: CausalOrder<Step>;
  readonly inFlight = new Map<string, Turn<Step>>();

  constructor(steps: readonly Step[], { concurrency = 100, queueMax = 100 } = {}) {
    this.order = new CausalOrder<Step>({ concurrency, queueMax });
    for (const step of steps) this.order.add(step, step);
  }

  /** Sends what may go, and says what that was. */
  send(): string[] {
    const sent: string[] = [];
    for (let turn = this.order.next(); turn !== null; turn = this.order.next()) {
      this.inFlight.set(turn.item.name, turn);
      sent.push(turn.item.name);
    }
    return sent;
  }

  finish(name: string): void {
    this.order.finish(this.inFlight.get(name)!);
    this.inFlight.delete(name);
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

  it('waits although it came here first', () => {
    const mirror = new Mirror([read('get', 2, 3), write('create', 0, 1)]);
    expect(mirror.send()).toEqual(['create']);
  });

  it('waits where both happened in the same instant', () => {
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
    ['two that took no time, in the same instant', [write('a', 1, 1), write('b', 1, 1)]],
  ])('go together: %s', (_, steps) => {
    expect(new Mirror(steps).send()).toEqual(['a', 'b']);
  });
});

describe('the limits', () => {
  it('lets no more go than the candidate may be working on', () => {
    const mirror = new Mirror([read('a', 0, 1), read('b', 1, 2), read('c', 2, 3)], {
      concurrency: 2,
    });
    expect(mirror.send()).toEqual(['a', 'b']);
    mirror.finish('b');
    expect(mirror.send()).toEqual(['c']);
  });

  it('has room once for what is finished twice', () => {
    const steps = ['a', 'b', 'c'].map((name, at) => read(name, at, at + 1));
    const mirror = new Mirror(steps, { concurrency: 1 });
    mirror.send();
    const turn = mirror.inFlight.get('a')!;
    mirror.order.finish(turn);
    mirror.order.finish(turn);
    expect(mirror.send()).toEqual(['b']);
  });

  it('turns away what comes when too many wait', () => {
    const { order } = new Mirror([read('a', 0, 1), read('b', 0, 1)], { queueMax: 2 });
    const late = write('late', 0, 1);
    expect(order.add(late, late)).toBe(false);
    expect(order.waiting).toBe(2);
  });

  it('makes nothing wait for what was turned away', () => {
    const mirror = new Mirror([read('a', 0, 1)], { queueMax: 1 });
    const late = write('late', 2, 3);
    mirror.order.add(late, late);
    mirror.send();
    const after = read('after', 4, 5);
    mirror.order.add(after, after);
    expect(mirror.send()).toEqual(['after']);
  });
});

describe('taking out all that wait', () => {
  it('leaves nothing behind that another one would wait for', () => {
    const mirror = new Mirror([write('hangs', 0, 1), write('a', 2, 3), read('b', 4, 5)]);
    mirror.send();
    expect(mirror.order.takeWaiting().map(({ name }) => name)).toEqual(['b', 'a']);
    expect(mirror.order.waiting).toBe(0);
    mirror.finish('hangs');
    const after = write('after', 6, 7);
    mirror.order.add(after, after);
    expect(mirror.send()).toEqual(['after']);
  });
});

/** What two requests have to do with each other, said without regard to any other. */
function mustWaitFor(request: Step, other: Step): boolean {
  const answeredBefore = other.endedAt <= request.startedAt && other.startedAt < request.startedAt;
  return answeredBefore && (request.isWrite || other.isWrite);
}

describe('what is finished', () => {
  it('is let go, even while something that was answered before hangs', async () => {
    const hanging = read('hangs', 0, 1);
    const mirror = new Mirror([hanging]);
    mirror.send();
    const kept: WeakRef<Step>[] = [];
    for (let at = 0; at < 1_000; at += 1) {
      const step = read(String(at), 2, 3);
      kept.push(new WeakRef(step));
      mirror.order.add(step, step);
      mirror.send();
      mirror.finish(step.name);
    }
    // What a WeakRef has shown stays until the event loop has turned.
    await new Promise(setImmediate);
    collectGarbage();
    expect(kept.filter((ref) => ref.deref() !== undefined).length).toBeLessThan(200);
  });
});

describe('any history, in any order of arrival and of completion', () => {
  const step = fc.record({
    startedAt: fc.integer({ min: 0, max: 60 }),
    duration: fc.integer({ min: 0, max: 15 }),
    isWrite: fc.boolean(),
    lateness: fc.integer({ min: 0, max: 5 }),
  });
  const history = fc.array(step, { minLength: 1, maxLength: 200 }).map((steps) =>
    steps
      .map(({ startedAt, duration, isWrite, lateness }, at) => ({
        step: { name: String(at), isWrite, startedAt, endedAt: startedAt + duration },
        arrivesAt: startedAt + duration + lateness,
      }))
      .sort((a, b) => a.arrivesAt - b.arrivesAt)
      .map(({ step }) => step),
  );
  const limits = fc.record({
    concurrency: fc.integer({ min: 1, max: 8 }),
    queueMax: fc.integer({ min: 1, max: 100 }),
  });
  /** Which of those on their way is finished next, and how many arrive before that. */
  const choices = fc.infiniteStream(fc.nat());

  it('is mirrored whole, once, within the limits, and just as soon as it may be', () => {
    fc.assert(
      fc.property(history, limits, choices, (steps, limits, choices) => {
        const mirror = new Mirror([], limits);
        const waiting = new Set<Step>();
        const going = new Set<Step>();
        const mayGo = (step: Step): boolean =>
          ![...waiting, ...going].some((other) => mustWaitFor(step, other));
        const taken: Step[] = [];
        const sent: string[] = [];
        const arriving = [...steps];
        const byName = new Map(steps.map((step) => [step.name, step]));

        while (arriving.length > 0 || waiting.size > 0 || going.size > 0) {
          for (const step of arriving.splice(0, choices.next().value % 20)) {
            const hasRoom = waiting.size < limits.queueMax;
            expect(mirror.order.add(step, step)).toBe(hasRoom);
            if (!hasRoom) continue;
            waiting.add(step);
            taken.push(step);
          }
          for (const name of mirror.send()) {
            const step = byName.get(name)!;
            sent.push(name);
            expect(mayGo(step)).toBe(true);
            waiting.delete(step);
            going.add(step);
          }
          expect(going.size).toBeLessThanOrEqual(limits.concurrency);
          // Where there is room, what still waits has to.
          const hasRoom = going.size < limits.concurrency;
          expect(hasRoom && [...waiting].some(mayGo)).toBe(false);
          expect(going.size > 0 || waiting.size === 0).toBe(true);
          if (going.size === 0) continue;
          const done = [...going][choices.next().value % going.size]!;
          mirror.finish(done.name);
          going.delete(done);
        }

        expect(sent.toSorted()).toEqual(taken.map(({ name }) => name).toSorted());
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});
