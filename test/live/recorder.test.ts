/** The open writes in an exchange: those in progress when it was answered. */
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import type { LiveUnderTest } from '../support/live-plane.ts';
import { until } from '../support/until.ts';
import { behind, connectTo, get, ok, post, recorded } from './left-out-fixture.ts';

interface HeldWrite {
  readonly live: LiveUnderTest;
  /** Primary answers the write. */
  readonly answer: () => void;
}

/** A write that primary has read, and does not answer yet; it answers all that it reads next. */
async function holdWrite(mirror: Record<string, unknown>): Promise<HeldWrite> {
  const held: Socket[] = [];
  const overrides = { mirror, candidate: { url: 'http://127.0.0.1:9', ownState: true } };
  const live = await behind((socket) => {
    socket.on('data', () => {
      if (held.length === 0) held.push(socket);
      else socket.write(ok);
    });
  }, overrides);
  const { socket } = await connectTo(live);
  socket.write(post);
  await until(() => held.length === 1);
  return { live, answer: () => held[0]!.write(ok) };
}

/** Sends a request on a new connection and returns its exchange, the n-th that is recorded. */
async function exchangeOf(live: LiveUnderTest, request: string, nth: number): Promise<Exchange> {
  const { socket } = await connectTo(live);
  socket.write(request);
  return recorded(live, nth);
}

describe('the recorder of exchanges with mirrored writes', () => {
  it('lists in a read the write that is in progress, until it is answered', async () => {
    const { live, answer } = await holdWrite({ methods: 'all' });
    expect((await exchangeOf(live, get, 1)).openWrites).toEqual([1]);
    answer();
    expect((await recorded(live, 2)).openWrites).toEqual([]);
    expect((await exchangeOf(live, get, 3)).openWrites).toEqual([]);
  });

  it('lists in a write another write in progress, and not itself', async () => {
    const { live, answer } = await holdWrite({ methods: 'all' });
    expect((await exchangeOf(live, post, 1)).openWrites).toEqual([1]);
    answer();
    expect(await recorded(live, 2)).toMatchObject({ sequence: 1, openWrites: [] });
  });
});

describe('the recorder of exchanges with only safe methods mirrored', () => {
  it('lists no open writes, so that no pair waits for one', async () => {
    const { live } = await holdWrite({ methods: 'safe' });
    expect((await exchangeOf(live, get, 1)).openWrites).toEqual([]);
  });
});
