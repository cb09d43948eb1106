import { once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ByteBudget } from '../../src/transport/byte-budget.ts';
import { type Delivery, openInbox } from '../../src/transport/inbox.ts';
import { Outbox } from '../../src/transport/outbox.ts';
import { until } from '../support/until.ts';
import { chargeOf, note, type Note, noteShape } from './note-shape.ts';

const ports: MessagePort[] = [];

afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** A sender, and receivers that take the place of one another. */
class Channel {
  readonly budget: ByteBudget;
  readonly outbox: Outbox<Note>;
  lost = 0;

  constructor(budgetBytes = 1024 * 1024) {
    this.budget = new ByteBudget(budgetBytes);
    this.outbox = new Outbox({
      shape: noteShape,
      budget: this.budget,
      onLost: (records) => (this.lost += records),
    });
  }

  /** A receiver that keeps its records without releasing them. */
  connect(): { deliveries: Delivery<Note>[]; port: MessagePort } {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    const deliveries: Delivery<Note>[] = [];
    openInbox(port2, noteShape, (delivery) => deliveries.push(delivery));
    this.outbox.connect(port1);
    return { deliveries, port: port2 };
  }
}

function recordsOf(deliveries: readonly Delivery<Note>[]): Note[] {
  return deliveries.map(({ record }) => record);
}

describe('records on a channel', () => {
  it('arrive complete and in order, and return credit as they are released, in any order', async () => {
    // Up to a few batches of 128 KiB, some of one record that is larger than that.
    const size = fc.oneof(
      { weight: 6, arbitrary: fc.nat(2_000) },
      { weight: 2, arbitrary: fc.nat(60_000) },
      { weight: 1, arbitrary: fc.integer({ min: 125_000, max: 300_000 }) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(size, { minLength: 1, maxLength: 60 }),
        fc.infiniteStream(fc.nat()),
        async (sizes, choices) => {
          const channel = new Channel(100 * 1024 * 1024);
          const { deliveries } = channel.connect();
          const sent = sizes.map((size, id) => note(id, size));
          for (const one of sent) channel.outbox.send(one);
          await until(() => deliveries.length === sent.length);
          expect(recordsOf(deliveries)).toEqual(sent);

          let unpaid = sent.reduce((sum, one) => sum + chargeOf(one), 0);
          expect(channel.budget.usedBytes).toBe(unpaid);
          const held = [...deliveries];
          while (held.length > 0) {
            const some = 1 + (choices.next().value % held.length);
            for (let i = 0; i < some; i += 1) {
              const [released] = held.splice(choices.next().value % held.length, 1);
              unpaid -= chargeOf(released!.record);
              released!.release();
            }
            await until(() => channel.budget.usedBytes <= unpaid);
            expect(channel.budget.usedBytes).toBe(unpaid);
            expect(channel.outbox.recordsInFlight).toBe(held.length);
          }
        },
      ),
      { seed: 17, numRuns: 15 },
    );
  });

  it('arrive unchanged in a reused buffer', async () => {
    const channel = new Channel();
    const { deliveries } = channel.connect();
    for (let id = 0; id < 5; id += 1) {
      const one = note(id, 10_000 - id * 999);
      channel.outbox.send(one);
      await until(() => deliveries.length === id + 1);
      expect(deliveries[id]?.record).toEqual(one);
      deliveries[id]?.release();
      await until(() => channel.budget.usedBytes === 0);
    }
  });

  it('may be modified by the sender at once', async () => {
    const channel = new Channel();
    const { deliveries } = channel.connect();
    const one = note(1, 100);
    channel.outbox.send(one);
    one.bytes.fill(0);
    await until(() => deliveries.length === 1);
    expect(deliveries[0]?.record).toEqual(note(1, 100));
  });

  it('wait for a receiver, for any time', async () => {
    const channel = new Channel();
    const sent = Array.from({ length: 20 }, (_, id) => note(id, 20_000));
    vi.useFakeTimers();
    for (const one of sent) channel.outbox.send(one);
    vi.runAllTimers();
    vi.useRealTimers();
    const { deliveries } = channel.connect();
    await until(() => deliveries.length === sent.length);
    expect(recordsOf(deliveries)).toEqual(sent);
  });
});

describe('a receiver that reads nothing from its port for a while', () => {
  it('gets all waiting records later', async () => {
    const channel = new Channel(10 * 1024 * 1024);
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    channel.outbox.connect(port1);
    const sent = Array.from({ length: 20 }, (_, id) => note(id, 100_000));
    for (const one of sent) channel.outbox.send(one);
    const deliveries: Delivery<Note>[] = [];
    openInbox(port2, noteShape, (delivery) => deliveries.push(delivery));
    await until(() => deliveries.length === sent.length);
    expect(recordsOf(deliveries)).toEqual(sent);
  });
});

describe('the budget of a sender', () => {
  it('is never exceeded: further records are refused', async () => {
    const charge = chargeOf(note(0, 1_000));
    const channel = new Channel(10 * charge);
    const { deliveries } = channel.connect();
    const taken = Array.from({ length: 30 }, (_, id) => channel.outbox.send(note(id, 1_000)));
    expect(taken.filter(Boolean)).toHaveLength(10);
    expect(channel.budget.usedBytes).toBe(10 * charge);
    await until(() => deliveries.length === 10);
    expect(channel.outbox.send(note(30, 1_000))).toBe(false);
    deliveries[4]?.release();
    await until(() => channel.outbox.send(note(31, 1_000)));
    expect(channel.outbox.send(note(32, 1_000))).toBe(false);
  });

  it("counts a record in place of the caller's reservation", () => {
    const channel = new Channel();
    channel.budget.take(5_000);
    expect(channel.outbox.send(note(1, 1_000), 5_000)).toBe(true);
    expect(channel.budget.usedBytes).toBe(chargeOf(note(1, 1_000)));
  });

  it("has room for a record that fits once the caller's reservation is returned", () => {
    const channel = new Channel(2_000);
    channel.budget.take(1_000);
    expect(channel.outbox.send(note(1, 1_000), 1_000)).toBe(true);
  });

  it("gets the caller's reservation back for a refused record", () => {
    const channel = new Channel(1_000);
    channel.budget.take(900);
    expect(channel.outbox.send(note(1, 1_000), 900)).toBe(false);
    expect(channel.budget.usedBytes).toBe(0);
  });

  it('limits the records that wait for a lost receiver', () => {
    const channel = new Channel(100_000);
    channel.connect().port.close();
    for (let id = 0; id < 1_000; id += 1) channel.outbox.send(note(id, 1_000));
    expect(channel.budget.usedBytes).toBeLessThanOrEqual(100_000);
  });
});

describe('a receiver that replaces another', () => {
  it('makes the records in flight lost, counted and credited', async () => {
    const channel = new Channel();
    const { deliveries } = channel.connect();
    for (let id = 0; id < 5; id += 1) channel.outbox.send(note(id, 1_000));
    await until(() => deliveries.length === 5);
    deliveries[0]?.release();
    await until(() => channel.outbox.recordsInFlight === 4);
    channel.connect();
    expect(channel.lost).toBe(4);
    expect(channel.outbox.recordsInFlight).toBe(0);
    expect(channel.budget.usedBytes).toBe(0);
  });

  it('gets the records that were not sent', async () => {
    const channel = new Channel();
    channel.connect();
    channel.outbox.send(note(1, 1_000));
    const { deliveries } = channel.connect();
    await until(() => deliveries.length === 1);
    expect(channel.lost).toBe(0);
  });

  it('gets the records in the port of the other one, except for four batches', async () => {
    const channel = new Channel(10 * 1024 * 1024);
    const { port1, port2: unread } = new MessageChannel();
    ports.push(unread);
    channel.outbox.connect(port1);
    // Each fills a batch.
    const sent = Array.from({ length: 20 }, (_, id) => note(id, 100_000));
    for (const one of sent) channel.outbox.send(one);
    const { deliveries } = channel.connect();
    await until(() => deliveries.length === 16);
    expect(recordsOf(deliveries)).toEqual(sent.slice(4));
    expect(channel.lost).toBe(4);
    expect(channel.outbox.recordsInFlight).toBe(16);
  });

  it('closes the channel of the other one', async () => {
    const channel = new Channel();
    const before = channel.connect();
    const closed = once(before.port, 'close');
    channel.connect();
    await expect(closed).resolves.toBeDefined();
  });

  it('gets no credit from late releases by the other one', async () => {
    const channel = new Channel();
    const before = channel.connect();
    channel.outbox.send(note(1, 1_000));
    await until(() => before.deliveries.length === 1);
    before.deliveries[0]?.release();
    const after = channel.connect();
    channel.outbox.send(note(2, 1_000));
    await until(() => after.deliveries.length === 1);
    after.deliveries[0]?.release();
    await until(() => channel.budget.usedBytes <= 0);
    expect(channel.budget.usedBytes).toBe(0);
    expect(channel.lost).toBe(1);
  });
});
