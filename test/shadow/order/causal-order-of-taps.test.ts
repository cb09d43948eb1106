import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CausalOrder, type QueuedExchange } from '../../../src/shadow/order/causal-order.ts';
import type { Touch } from '../../../src/shadow/order/key-queue.ts';

const skewMs = 10;

interface Step {
  readonly name: string;
  readonly lane: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly touches: readonly Touch[];
}

const all: readonly Touch[] = [{ key: 'all', whole: true, writes: true }];

function write(name: string, lane: number, startedAt: number, endedAt: number): Step {
  return { name, lane, startedAt, endedAt, touches: all };
}

/** The names of the requests that may be sent after these arrivals. */
function sentOf(steps: readonly Step[]): readonly string[] {
  const order = new CausalOrder<Step>(skewMs);
  for (const step of steps) order.add(step, step);
  return sendAll(order).map(({ item }) => item.name);
}

function sendAll(order: CausalOrder<Step>): QueuedExchange<Step>[] {
  const sent: QueuedExchange<Step>[] = [];
  for (let next = order.next(); next !== null; next = order.next()) sent.push(next);
  return sent;
}

describe('two requests through two taps', () => {
  it('keep their order if the first was answered before the second was sent, by any clock', () => {
    expect(sentOf([write('first', 1, 0, 2), write('second', 2, 20, 22)])).toEqual(['first']);
  });

  it('keep the order of arrival if they are within the skew', () => {
    expect(sentOf([write('first', 1, 5, 7), write('second', 2, 0, 2)])).toEqual(['first']);
  });

  it('run concurrently if they overlapped by more than the skew', () => {
    const steps = [write('first', 1, 0, 50), write('second', 2, 20, 60)];
    expect(sentOf(steps)).toEqual(['first', 'second']);
  });
});

describe('two requests through one tap', () => {
  it('run concurrently if they overlapped by less than the skew', () => {
    const steps = [write('first', 1, 0, 2), write('second', 1, 1, 3)];
    expect(sentOf(steps)).toEqual(['first', 'second']);
  });

  it('keep their order if they are within the skew', () => {
    expect(sentOf([write('first', 1, 0, 2), write('second', 1, 2, 3)])).toEqual(['first']);
  });
});

/** The rule for two requests, independent of others; ends are the latest possible. */
function mustWaitFor(request: Placed, other: Placed): boolean {
  if (other.place >= request.place) return false;
  const slackMs = request.step.lane === other.step.lane ? 0 : skewMs;
  if (other.endedAt > request.step.startedAt + slackMs) return false;
  return request.step.touches.some((mine) =>
    other.step.touches.some(
      (theirs) =>
        mine.key === theirs.key && (mine.writes || theirs.writes) && (mine.whole || theirs.whole),
    ),
  );
}

interface Placed {
  readonly step: Step;
  readonly place: number;
  readonly endedAt: number;
}

function placed(steps: readonly Step[]): readonly Placed[] {
  let latest = Number.NEGATIVE_INFINITY;
  return steps.map((step, place) => {
    const endedAt = Math.max(step.endedAt, step.startedAt + 0.001);
    latest = Math.max(latest, endedAt);
    return { step, place, endedAt: Math.max(endedAt, latest - skewMs) };
  });
}

describe('random exchanges of many taps, in any order of arrival and completion', () => {
  const touches = fc.uniqueArray(
    fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      whole: fc.boolean(),
      writes: fc.boolean(),
    }),
    { selector: ({ key }) => key, minLength: 1, maxLength: 3 },
  );
  const step = fc.record({
    lane: fc.integer({ min: 1, max: 3 }),
    startedAt: fc.integer({ min: 0, max: 120 }),
    durationMs: fc.integer({ min: 0, max: 15 }),
    lateMs: fc.integer({ min: 0, max: 40 }),
    touches,
  });
  const history = fc.array(step, { minLength: 1, maxLength: 80 }).map((steps) =>
    steps
      .map(({ durationMs, ...one }, at) => ({
        ...one,
        name: String(at),
        endedAt: one.startedAt + durationMs,
      }))
      .sort((a, b) => a.endedAt + a.lateMs - b.endedAt - b.lateMs),
  );

  it('are each mirrored as soon as their predecessors are done, without a deadlock', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat()), (steps, choices) => {
        const order = new CausalOrder<Placed>(skewMs);
        const [waiting, going] = [new Set<Placed>(), new Map<Placed, QueuedExchange<Placed>>()];
        const mayGo = (one: Placed): boolean =>
          ![...waiting, ...going.keys()].some((other) => mustWaitFor(one, other));
        const arriving = [...placed(steps)];
        while (arriving.length > 0 || waiting.size > 0 || going.size > 0) {
          for (const one of arriving.splice(0, choices.next().value % 8)) {
            order.add(one, one.step);
            waiting.add(one);
          }
          for (let next = order.next(); next !== null; next = order.next()) {
            expect(mayGo(next.item)).toBe(true);
            waiting.delete(next.item);
            going.set(next.item, next);
          }
          expect([...waiting].filter(mayGo)).toEqual([]);
          const done = [...going.keys()][choices.next().value % Math.max(1, going.size)];
          if (done === undefined) continue;
          order.finish(going.get(done)!);
          going.delete(done);
        }
        expect(order.keys).toBe(0);
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});
