import { createServer, connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TurnWatch } from '../../src/wire/turn-watch.ts';
import { listen } from '../support/raw-socket.ts';

function workFor(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

/** Until the event loop has waited for so long in all: a timer may be late because the thread never came to wait. */
async function idleFor(milliseconds: number): Promise<void> {
  const until = performance.nodeTiming.idleTime + milliseconds;
  while (performance.nodeTiming.idleTime < until) await new Promise((done) => setTimeout(done, 5));
}

/** Two ends of a connection within this thread. */
async function pipe(): Promise<{ near: Socket; far: Socket }> {
  const server = createServer();
  const near = connect(await listen(server), '127.0.0.1').setNoDelay();
  const [far] = (await once(server, 'connection')) as [Socket];
  onTestFinished(() => {
    near.destroy();
    far.destroy();
    server.close();
  });
  return { near, far };
}

describe('the earliest time at which an event may have happened', () => {
  it("is before the thread's work during which the event happened", async () => {
    const { near, far } = await pipe();
    const watch = new TurnWatch();
    const seen = new Promise<{ now: number; earliestAt: number }>((done) => {
      near.on('data', () => {
        const now = performance.now();
        done({ now, earliestAt: watch.see(now) });
      });
    });
    watch.afterEvents(() => {
      far.write('x');
      workFor(30);
    });
    const { now, earliestAt } = await seen;
    expect(now - earliestAt).toBeGreaterThanOrEqual(30);
  });

  it('begins before unannounced work, during which another event was seen', async () => {
    const [unannounced, beside, during] = [await pipe(), await pipe(), await pipe()];
    const watch = new TurnWatch();
    const seen = new Promise<{ now: number; earliestAt: number }>((done) => {
      during.near.on('data', () => {
        const now = performance.now();
        done({ now, earliestAt: watch.see(now) });
      });
    });
    beside.near.on('data', () => watch.see(performance.now()));
    unannounced.near.on('data', () => {
      during.far.write('x');
      workFor(30);
    });
    setImmediate(() => {
      unannounced.far.write('x');
      beside.far.write('x');
    });
    const { now, earliestAt } = await seen;
    expect(now - earliestAt).toBeGreaterThanOrEqual(30);
  });

  it('is not before a turn that has looked and seen nothing', async () => {
    const { near, far } = await pipe();
    const watch = new TurnWatch();
    const earliestAt = new Promise<number>((done) => {
      near.on('data', () => done(watch.see(performance.now())));
    });
    watch.see(performance.now());
    let workedUntil = Number.NaN;
    // Each piece of work takes a turn of its own.
    watch.afterEvents(() => {
      workFor(20);
      workedUntil = performance.now();
    });
    watch.afterEvents(() => far.write('x'));
    expect(await earliestAt).toBeGreaterThanOrEqual(workedUntil);
  });

  it('is after a pause that the event ended, whatever came before the pause', async () => {
    const { near, far } = await pipe();
    const watch = new TurnWatch();
    const events: { now: number; earliestAt: number }[] = [];
    near.on('data', () => {
      const now = performance.now();
      events.push({ now, earliestAt: watch.see(now) });
      workFor(50);
    });
    far.write('a');
    await expect.poll(() => events.length).toBe(1);
    // From another turn, after a pause.
    await idleFor(60);
    far.write('b');
    await expect.poll(() => events.length).toBe(2);
    const [first, second] = events;
    expect(second!.earliestAt).toBeGreaterThan(first!.now + 50);
  });

  it('is the same for all events of one turn', () => {
    const watch = new TurnWatch();
    const first = watch.see(performance.now());
    workFor(5);
    expect(watch.see(performance.now())).toBe(first);
  });
});

describe('work that waits for the events of a turn', () => {
  it('is done in the order in which it came', async () => {
    const watch = new TurnWatch();
    const done: number[] = [];
    for (const number of [1, 2, 3]) watch.afterEvents(() => done.push(number));
    await expect.poll(() => done).toEqual([1, 2, 3]);
  });

  it('is not done before an earlier event is seen', async () => {
    const { near, far } = await pipe();
    const watch = new TurnWatch();
    const order: string[] = [];
    near.on('data', () => order.push('event'));
    watch.afterEvents(() => {
      far.write('x');
      workFor(5);
    });
    watch.afterEvents(() => order.push('work'));
    await expect.poll(() => order).toEqual(['event', 'work']);
  });

  it('may add more work, which is also done', async () => {
    const watch = new TurnWatch();
    const done: string[] = [];
    watch.afterEvents(() => {
      done.push('first');
      watch.afterEvents(() => done.push('second'));
    });
    await expect.poll(() => done).toEqual(['first', 'second']);
  });
});
