import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ComparePlaneOptions, createComparePlane } from '../../src/compare/plane.ts';
import { createLogger } from '../../src/log.ts';
import { ByteBudget } from '../../src/transport/byte-budget.ts';
import { openInbox } from '../../src/transport/inbox.ts';
import { Outbox } from '../../src/transport/outbox.ts';
import type { PlaneEnds } from '../../src/transport/worker-link.ts';
import { comparisonShape } from '../../src/vocabulary/comparison-shape.ts';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import { pairShape } from '../../src/vocabulary/pair-shape.ts';
import type { Pair } from '../../src/vocabulary/pair.ts';
import { Tally } from '../../src/vocabulary/tally.ts';
import { until } from '../support/until.ts';
import { answered, exchangeOf, parseConfig, pairWith, type ResponseSpec } from './pair-fixture.ts';

const ports: MessagePort[] = [];

afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

function channel(): MessageChannel {
  const made = new MessageChannel();
  ports.push(made.port1, made.port2);
  return made;
}

function startPlane(options: Partial<ComparePlaneOptions> = {}) {
  const tally = new Tally();
  const log = createLogger('compare', 'silent');
  const plane = createComparePlane({
    config: parseConfig(),
    instance: 'test',
    tally,
    log,
    ...options,
  });
  return { plane, tally };
}

/** Stands for the shadow plane. */
function feed(plane: PlaneEnds, budgetBytes = 1024 * 1024) {
  const { port1, port2 } = channel();
  const budget = new ByteBudget(budgetBytes);
  const outbox = new Outbox<Pair>({ shape: pairShape, budget, onLost: () => undefined });
  outbox.connect(port1);
  plane.onInput?.(port2);
  return { outbox, budget };
}

/** Stands for the control plane; returns its credit at once. */
function collect(plane: PlaneEnds): Comparison[] {
  const { port1, port2 } = channel();
  const comparisons: Comparison[] = [];
  openInbox(port2, comparisonShape, ({ record, release }) => {
    comparisons.push(record);
    release();
  });
  plane.onOutput?.(port1);
  return comparisons;
}

function nth(sequence: number, candidate: ResponseSpec): Pair {
  return pairWith(exchangeOf({ body: '{"id":7}' }, { sequence }), answered(candidate));
}

describe('the compare plane', () => {
  it('turns each pair into a comparison, in order', async () => {
    const { plane } = startPlane();
    const comparisons = collect(plane);
    const { outbox } = feed(plane);
    for (let i = 1; i <= 50; i += 1) {
      outbox.send(nth(i, { body: i % 2 === 0 ? '{"id":7}' : `{"id":0}` }));
    }
    await vi.waitFor(() => expect(comparisons).toHaveLength(50), { timeout: 60_000 });
    expect(comparisons.map((one) => one.sequence)).toEqual(
      Array.from({ length: 50 }, (_, i) => i + 1),
    );
    expect(comparisons.slice(0, 2).map((one) => one.outcome)).toEqual(['mismatch', 'match']);
  });

  it('returns the credit for what it has compared', async () => {
    const { plane } = startPlane();
    const comparisons = collect(plane);
    const { outbox, budget } = feed(plane);
    outbox.send(nth(1, {}));
    outbox.send(pairWith(exchangeOf({}), { kind: 'unsent', reason: 'not_sampled' }));
    await vi.waitFor(() => expect(budget.usedBytes).toBe(0), { timeout: 60_000 });
    await vi.waitFor(() => expect(comparisons).toHaveLength(2), { timeout: 60_000 });
  });

  it('continues after the planes beside it were restarted', async () => {
    const { plane } = startPlane();
    const before = collect(plane);
    feed(plane).outbox.send(nth(1, {}));
    await vi.waitFor(() => expect(before).toHaveLength(1), { timeout: 60_000 });
    const after = collect(plane);
    feed(plane).outbox.send(nth(2, {}));
    await vi.waitFor(() => expect(after.map((one) => one.sequence)).toEqual([2]), {
      timeout: 60_000,
    });
  });

  it('keeps comparisons until the control plane is connected', async () => {
    const { plane } = startPlane();
    const { outbox, budget } = feed(plane);
    outbox.send(nth(1, {}));
    await vi.waitFor(() => expect(budget.usedBytes).toBe(0), { timeout: 60_000 });
    const comparisons = collect(plane);
    await vi.waitFor(() => expect(comparisons).toHaveLength(1), { timeout: 60_000 });
  });

  it('counts the comparisons that a restarted control plane has lost', async () => {
    const { plane, tally } = startPlane();
    const deaf = channel();
    const arrived = new Promise((resolve) => {
      deaf.port2.on('message', (message: object) => {
        if ('records' in message) resolve(message);
      });
    });
    plane.onOutput?.(deaf.port1);
    feed(plane).outbox.send(nth(1, {}));
    await arrived;
    collect(plane);
    expect(tally.report().shed).toEqual({ plane_restart: 1 });
  });

  it('sheds and counts comparisons when the control plane stays behind', async () => {
    const { plane, tally } = startPlane({ outboxBytes: 10_000 });
    plane.onOutput?.(channel().port1);
    const { outbox, budget } = feed(plane);
    for (let i = 1; i <= 200; i += 1) outbox.send(nth(i, {}));
    await until(() => budget.usedBytes === 0);
    expect(tally.report().shed.control_budget).toBeGreaterThan(0);
  });
});
