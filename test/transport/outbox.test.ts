import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ByteBudget } from '../../src/transport/byte-budget.ts';
import type { BatchMessage, ChannelOpening, Credit } from '../../src/transport/channel-message.ts';
import { Outbox } from '../../src/transport/outbox.ts';
import { until } from '../support/until.ts';
import { note, type Note, noteShape } from './note-shape.ts';

const mebibyte = 1024 * 1024;
const aDayMs = 86_400_000;

interface Receiver {
  readonly batches: readonly BatchMessage[];
  pay(credit: Credit): void;
}

/** A sender, and the records that arrive at the other end of its channel. */
async function sendTo(
  use: (outbox: Outbox<Note>, receiver: Receiver) => Promise<void>,
  { batchWaitMs = 1 } = {},
): Promise<void> {
  const outbox = new Outbox<Note>({
    shape: noteShape,
    batchWaitMs,
    budget: new ByteBudget(64 * mebibyte),
    onLost: () => undefined,
  });
  const { port1, port2 } = new MessageChannel();
  const batches: BatchMessage[] = [];
  let taken = new Int32Array(new SharedArrayBuffer(4));
  port2.on('message', (message: ChannelOpening | BatchMessage) => {
    if ('taken' in message) {
      taken = new Int32Array(message.taken);
      return;
    }
    Atomics.add(taken, 0, 1);
    batches.push(message);
  });
  outbox.connect(port1);
  const pay = (credit: Credit): void => port2.postMessage(credit, [...credit.buffers]);
  try {
    await use(outbox, { batches, pay });
  } finally {
    // Sends waiting records, so that no timer is left.
    outbox.connect(new MessageChannel().port1);
    port2.close();
  }
}

describe('a sender', () => {
  it('does not keep the process running', () => {
    const { port1, port2 } = new MessageChannel();
    const budget = new ByteBudget(mebibyte);
    new Outbox<Note>({ shape: noteShape, budget, onLost: () => undefined }).connect(port1);
    expect(port1.hasRef()).toBe(false);
    port2.close();
  });
});

describe('a batch of records', () => {
  it('contains all records of its waiting time', async () => {
    await sendTo(async (outbox, { batches }) => {
      for (let id = 0; id < 10; id += 1) outbox.send(note(id, 100));
      await until(() => batches.length > 0);
      expect(batches.map(({ records }) => records)).toEqual([10]);
    });
  });

  it('is sent without a timer if the previous one was sent long ago', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => timers.mockRestore());
    await sendTo(async (outbox) => {
      await Promise.resolve(outbox.send(note(1, 100)));
      expect(timers).not.toHaveBeenCalled();
    });
  });

  it('waits for the rest of the time after the previous one', async () => {
    const waitMs = 300;
    await sendTo(
      async (outbox, { batches }) => {
        const sentAt = async (id: number): Promise<number> => {
          outbox.send(note(id, 100));
          await until(() => batches.length === id);
          return performance.now();
        };
        // The first may wait, too, where the process has only just begun.
        const begunAt = performance.now();
        await sentAt(1);
        expect((await sentAt(2)) - begunAt).toBeGreaterThan(waitMs / 2);
      },
      { batchWaitMs: waitMs },
    );
  });

  it('does not wait if it is full', async () => {
    await sendTo(
      async (outbox, { batches }) => {
        for (let id = 0; id < 3; id += 1) outbox.send(note(id, 60_000));
        await until(() => batches.length > 0);
        expect(batches.map(({ records }) => records)).toEqual([2]);
      },
      { batchWaitMs: aDayMs },
    );
  });

  it('is separate for a record that is larger than a batch', async () => {
    await sendTo(async (outbox, { batches }) => {
      for (const [id, size] of [10, mebibyte, 10].entries()) outbox.send(note(id, size));
      await until(() => batches.length === 3);
      expect(batches.map(({ records }) => records)).toEqual([1, 1, 1]);
    });
  });
});

/** Known again by its last octet. */
function marked(size: number): ArrayBuffer {
  return new Uint8Array(size).fill(0xee).buffer;
}

function isMarked({ buffer }: BatchMessage): boolean {
  return new Uint8Array(buffer).at(-1) === 0xee;
}

/** Until the sender has seen the credit, it sends in fresh buffers. */
async function sendUntilMarked(outbox: Outbox<Note>, { batches }: Receiver): Promise<void> {
  do {
    const before = batches.length;
    outbox.send(note(0, 100));
    await until(() => batches.length > before);
  } while (!batches.some(isMarked));
}

describe('a returned buffer', () => {
  const nothing = { bytes: 0, records: 0 };

  it('is used again', async () => {
    await sendTo(async (outbox, receiver) => {
      outbox.send(note(0, 100));
      await until(() => receiver.batches.length === 1);
      const size = receiver.batches[0]!.buffer.byteLength;
      receiver.pay({ ...nothing, buffers: [marked(size)] });
      await sendUntilMarked(outbox, receiver);
    });
  });

  it('is dropped if it has another size, or if there are enough', async () => {
    await sendTo(async (outbox, receiver) => {
      const { batches } = receiver;
      outbox.send(note(0, 100));
      await until(() => batches.length === 1);
      const size = batches[0]!.buffer.byteLength;
      const many = Array.from({ length: 40 }, () => marked(size));
      receiver.pay({ ...nothing, buffers: [marked(8), marked(mebibyte), ...many] });
      await sendUntilMarked(outbox, receiver);
      const soFar = batches.length;
      // Each fills a batch.
      for (let id = 0; id < 60; id += 1) outbox.send(note(id, size - 100));
      await until(() => batches.length === soFar + 60);
      expect(new Set(batches.map(({ buffer }) => buffer.byteLength))).toEqual(new Set([size]));
      expect(batches.filter(isMarked)).toHaveLength(32);
    });
  });
});
