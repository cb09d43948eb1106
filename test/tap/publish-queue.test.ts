import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Outgoing, PublishQueue, type Settled } from '../../src/tap/publish-queue.ts';

const payloadBytesMax = 1_000;
const partsFor = () => [new Uint8Array(1)];
const stored = { kind: 'stored', duplicate: false } as const;

const tenBytesIn = (size: number) =>
  Array.from({ length: Math.ceil(10 / size) }, () => new Uint8Array(size));

/** A queue with what it has sent and settled. */
function setUp() {
  const sent: number[] = [];
  const settled = new Map<number, Settled>();
  let unavailable = 0;
  const queue = new PublishQueue({
    resendMsMax: 100_000,
    answerMsMax: 5_000,
    onUnavailable: () => (unavailable += 1),
  });
  const message = (number: number, more: Partial<Outgoing> = {}): Outgoing => ({
    number,
    partition: 0,
    records: 1,
    bytes: 10,
    partsFor: () => [new Uint8Array(10)],
    onSettled: (how) => settled.set(number, how),
    ...more,
  });
  const open = (now = 0): void => queue.open((_, to) => sent.push(to.number), payloadBytesMax, now);
  return { queue, sent, settled, message, open, unavailable: () => unavailable };
}

describe('messages for NATS', () => {
  it('wait without a connection, and are sent in order when there is one', () => {
    const { queue, sent, message, open } = setUp();
    for (const number of [1, 2, 3]) queue.add(message(number), 0);
    expect(sent).toEqual([]);
    open();
    expect(sent).toEqual([1, 2, 3]);
  });

  it('are sent again in order after a lost connection, except those that are stored', () => {
    const { queue, sent, message, open } = setUp();
    open();
    for (const number of [1, 2, 3]) queue.add(message(number), 0);
    queue.answer({ number: 1, part: 0, parts: 1 }, stored, 1);
    queue.close();
    open(2);
    expect(sent).toEqual([1, 2, 3, 2, 3]);
  });

  it('are settled only if all parts are stored', () => {
    const { queue, settled, message, open } = setUp();
    open();
    queue.add(message(1, { partsFor: () => [new Uint8Array(1), new Uint8Array(1)] }), 0);
    queue.answer({ number: 1, part: 1, parts: 2 }, stored, 1);
    expect(settled.size).toBe(0);
    queue.answer({ number: 1, part: 0, parts: 2 }, stored, 1);
    expect(settled.get(1)).toBe('stored');
  });

  it('are not settled by late answers to the larger parts that were sent before', () => {
    const { queue, settled, message } = setUp();
    queue.add(message(1, { partsFor: tenBytesIn }), 0);
    queue.open(() => undefined, 5, 0);
    queue.open(() => undefined, 2, 1);
    for (const part of [0, 1]) queue.answer({ number: 1, part, parts: 2 }, stored, 2);
    for (const part of [2, 3, 4]) queue.answer({ number: 1, part, parts: 5 }, stored, 2);
    expect(settled.size).toBe(0);
    for (const part of [0, 1]) queue.answer({ number: 1, part, parts: 5 }, stored, 3);
    expect(settled.get(1)).toBe('stored');
  });

  it('are not stored after a later one of their partition', () => {
    const { queue, settled, message, open } = setUp();
    open();
    queue.add(message(1, { partition: 0 }), 0);
    queue.add(message(2, { partition: 1 }), 0);
    queue.add(message(3, { partition: 0 }), 0);
    queue.answer({ number: 3, part: 0, parts: 1 }, stored, 1);
    expect([...settled]).toEqual([
      [1, 'uplink_failed'],
      [3, 'stored'],
    ]);
  });

  it('are kept if a later one was stored before, on a lost connection', () => {
    const { queue, settled, message, open } = setUp();
    open();
    for (const number of [1, 2]) queue.add(message(number), 0);
    queue.answer({ number: 2, part: 0, parts: 1 }, { kind: 'stored', duplicate: true }, 1);
    expect([...settled]).toEqual([[2, 'stored']]);
  });

  it.each([
    ['full', 'stream_full'],
    ['refused', 'uplink_failed'],
  ] as const)('are given up after the answer %s, with the reason %s', (kind, reason) => {
    const { queue, settled, message, open } = setUp();
    open();
    queue.add(message(1), 0);
    queue.answer(
      { number: 1, part: 0, parts: 1 },
      kind === 'full' ? { kind } : { kind, code: 10_054 },
      1,
    );
    expect(settled.get(1)).toBe(reason);
  });

  it('are given up if NATS does not permit them', () => {
    const { queue, settled, message, open } = setUp();
    open();
    queue.add(message(1, { partition: 3 }), 0);
    queue.add(message(2, { partition: 4 }), 0);
    queue.forbidden(3);
    expect([...settled]).toEqual([[1, 'uplink_failed']]);
  });

  it('wait if NATS can store nothing now', () => {
    const { queue, settled, sent, message, open, unavailable } = setUp();
    open();
    queue.add(message(1), 0);
    queue.answer({ number: 1, part: 0, parts: 1 }, { kind: 'unavailable' }, 1);
    queue.add(message(2), 1);
    expect([sent, settled.size, unavailable()]).toEqual([[1], 0, 1]);
  });

  it('count as unanswered after five seconds', () => {
    const { queue, message, open, unavailable } = setUp();
    open();
    queue.add(message(1), 0);
    queue.look(5_000);
    expect(unavailable()).toBe(0);
    queue.look(5_001);
    expect(unavailable()).toBe(1);
  });

  it('are given up when NATS may have forgotten them, and not before they were sent', () => {
    const { queue, settled, message, open } = setUp();
    open(1);
    queue.add(message(1), 1);
    queue.close();
    queue.add(message(2), 1);
    queue.look(100_002);
    expect([...settled]).toEqual([[1, 'uplink_failed']]);
  });

  it('replace each other while they wait if they are notes without exchanges of one partition', () => {
    const { queue, sent, message, open } = setUp();
    queue.add(message(1), 0);
    queue.add(message(2, { records: 0 }), 0);
    queue.add(message(3, { records: 0, partition: 1 }), 0);
    queue.add(message(4, { records: 0 }), 0);
    open();
    expect(sent).toEqual([1, 3, 4]);
  });

  it('are sent up to a limit, and others after answers', () => {
    const { queue, sent, message, open } = setUp();
    open();
    for (const number of [1, 2, 3]) queue.add(message(number, { bytes: 5 * 1024 * 1024 }), 0);
    expect(sent).toEqual([1, 2]);
    queue.answer({ number: 1, part: 0, parts: 1 }, stored, 1);
    expect(sent).toEqual([1, 2, 3]);
  });

  it('are stored once and in order by a server that loses connections at any time', () => {
    const steps = fc.array(fc.constantFrom('add', 'send', 'break'), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (acts) => {
        const settled: number[] = [];
        const inStream: number[] = [];
        const wire: number[] = [];
        let added = 0;
        let now = 0;
        const queue = new PublishQueue({
          resendMsMax: 100_000,
          answerMsMax: 5_000,
          onUnavailable: () => undefined,
        });
        const open = (): void =>
          queue.open((_, { number }) => wire.push(number), payloadBytesMax, (now += 1));
        const serve = (): void => {
          const number = wire.shift();
          if (number === undefined) return;
          const duplicate = inStream.includes(number);
          if (!duplicate) inStream.push(number);
          queue.answer({ number, part: 0, parts: 1 }, { kind: 'stored', duplicate }, (now += 1));
        };
        open();
        for (const act of acts) {
          if (act === 'send') serve();
          else if (act === 'add') {
            const number = (added += 1);
            const onSettled = (how: Settled): void => {
              if (how === 'stored') settled.push(number);
            };
            const message = { number, partition: 0, records: 1, bytes: 1, partsFor, onSettled };
            queue.add(message, (now += 1));
          } else {
            // The server has read some of it, and its answers are lost.
            const read = wire.splice(0).slice(0, 1);
            for (const number of read) if (!inStream.includes(number)) inStream.push(number);
            queue.close();
            open();
          }
        }
        while (wire.length > 0) serve();
        const all = Array.from({ length: added }, (_, at) => at + 1);
        expect([inStream, settled]).toEqual([all, all]);
        expect(queue.unackedBytes).toBe(0);
      }),
      { seed: 7 },
    );
  });
});
