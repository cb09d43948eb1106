/** The record of an exchange that the client or primary breaks off. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { TurnWatch } from '../../src/wire/turn-watch.ts';
import { Tap } from '../../src/live/tap.ts';
import { ByteBudget } from '../../src/transport/byte-budget.ts';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import { until } from '../support/until.ts';
import {
  answering,
  behind,
  connectTo,
  firstChunk,
  firstEvent,
  get,
  leaveAfter,
  ok,
  post,
  recorded,
  streamHead,
  summaryOf,
  textOf,
  unreachable,
} from './left-out-fixture.ts';

describe('an exchange in which the client leaves', () => {
  it('inside the answer has the complete request and the received part of the answer', async () => {
    const live = await answering([streamHead + firstChunk]);
    const exchange = await leaveAfter(live, post, (got) => got.endsWith(firstChunk));
    expect(summaryOf(exchange)).toEqual({
      leftOut: 'aborted',
      requestWhole: true,
      asked: 'hello',
      head: streamHead,
      answered: firstEvent,
    });
  });

  it('inside the answer ends at that moment', async () => {
    const live = await answering([streamHead + firstChunk]);
    let leftAt = 0;
    const { startedAt, sentAt, endedAt } = await leaveAfter(live, post, (got) => {
      leftAt = performance.now();
      return got.endsWith(firstChunk);
    });
    expect(startedAt).toBeLessThanOrEqual(sentAt);
    expect(endedAt).toBeGreaterThanOrEqual(leftAt);
  });

  it('before the answer has the complete request', async () => {
    let asked = '';
    const live = await behind((socket) => socket.on('data', (data) => (asked += String(data))));
    const exchange = await leaveAfter(live, post, () => asked === post);
    expect(summaryOf(exchange)).toEqual({
      leftOut: 'aborted',
      requestWhole: true,
      asked: 'hello',
      head: '',
      answered: '',
    });
    expect(exchange.endedAt).toBeGreaterThanOrEqual(exchange.sentAt);
  });

  it('inside its own body has no complete request', async () => {
    let asked = '';
    const live = await behind((socket) => socket.on('data', (data) => (asked += String(data))));
    const part = post.slice(0, -1);
    const exchange = await leaveAfter(live, part, () => asked === part);
    expect(exchange).toMatchObject({ leftOut: 'aborted', requestWhole: false });
  });

  it('inside its own body has no complete request, even after a refusal by primary', async () => {
    const live = await answering([ok]);
    const exchange = await leaveAfter(live, post.slice(0, -1), (got) => got === ok);
    expect(exchange).toMatchObject({ leftOut: 'aborted', requestWhole: false });
  });

  it('after pipelined requests has each request complete that primary has got', async () => {
    let asked = '';
    const live = await behind((socket) => socket.on('data', (data) => (asked += String(data))));
    const part = post.slice(0, -1);
    await leaveAfter(live, get + post + part, () => asked === get + post + part);
    await recorded(live, 3);
    expect(live.exchanges.map(({ requestWhole }) => requestWhole)).toEqual([true, true, false]);
  });

  it('with FIN, and primary closes without an answer, has the complete request', async () => {
    const live = await behind((socket) => {
      socket.once('data', () => socket.write(ok)).on('end', () => socket.end());
    });
    const { socket, received } = await connectTo(live);
    socket.write(get);
    await until(() => received() === ok);
    socket.end(post);
    expect(await recorded(live, 2)).toMatchObject({ leftOut: 'aborted', requestWhole: true });
  });

  it('after the whole answer is not left out', async () => {
    const live = await answering([ok]);
    expect((await leaveAfter(live, get, (got) => got === ok)).leftOut).toBeNull();
  });
});

describe('an exchange in which primary leaves', () => {
  it('before it was reached has no complete request', async () => {
    const live = await unreachable();
    const exchange = await leaveAfter(live, post, (got) => got.startsWith('HTTP/1.1 502'));
    expect(exchange).toMatchObject({ leftOut: 'aborted', requestWhole: false });
  });

  it.each([
    ['with a reset', (socket: Socket) => socket.resetAndDestroy()],
    ['with FIN', (socket: Socket) => socket.destroy()],
  ])('inside its answer, %s, has the complete request', async (_, leave) => {
    const sockets: Socket[] = [];
    const live = await behind((socket) => {
      sockets.push(socket);
      socket.once('data', () => socket.write(streamHead + firstChunk));
    });
    const { socket, received } = await connectTo(live);
    socket.write(post);
    await until(() => received().endsWith(firstChunk));
    leave(sockets[0]!);
    expect(summaryOf(await recorded(live, 1))).toEqual({
      leftOut: 'aborted',
      requestWhole: true,
      asked: 'hello',
      head: streamHead,
      answered: firstEvent,
    });
  });

  it('without an answer to the first request of a connection has the complete request', async () => {
    const live = await behind((socket) => socket.once('data', () => socket.destroy()));
    const { socket } = await connectTo(live);
    socket.write(post);
    expect(await recorded(live, 1)).toMatchObject({ leftOut: 'aborted', requestWhole: true });
  });

  it('without an answer to a later request has no complete request, because primary may not have read it', async () => {
    const live = await behind((socket) => {
      socket.once('data', () => {
        socket.write(ok);
        socket.once('data', () => socket.destroy());
      });
    });
    const { socket, received } = await connectTo(live);
    socket.write(get);
    await until(() => received() === ok);
    socket.write(post);
    expect(await recorded(live, 2)).toMatchObject({ leftOut: 'aborted', requestWhole: false });
  });

  it('before a later request is sent has no complete request', async () => {
    const live = await behind((socket) => socket.once('data', () => socket.end(ok)));
    const socket = connect({ port: live.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.write(get);
    await once(socket.resume(), 'end');
    socket.end(post);
    expect(await recorded(live, 2)).toMatchObject({ leftOut: 'aborted', requestWhole: false });
  });

  it('because Parallax drains has no complete request if the request comes too late', async () => {
    const live = await answering([ok]);
    // Once the last connection has closed, nothing is recorded any more.
    const last = connect({ port: live.port, host: '127.0.0.1', allowHalfOpen: true });
    const socket = connect({ port: live.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined);
    socket.write(get);
    await recorded(live, 1);
    const drained = live.drain(60_000);
    await once(socket.resume(), 'end');
    socket.write(post);
    expect(await recorded(live, 2)).toMatchObject({ leftOut: 'aborted', requestWhole: false });
    last.destroy();
    await drained;
  });

  it.each(['HTTP/1.0 200 OK\r\n\r\nall of it', 'HTTP/1.1 200 OK\r\n\r\nall of it'])(
    'at the end of an answer without a length is complete: %j',
    async (answer) => {
      const live = await behind((socket) => socket.once('data', () => socket.end(answer)));
      const { socket } = await connectTo(live);
      socket.write('GET /a HTTP/1.0\r\n\r\n');
      const exchange = await recorded(live, 1);
      expect(exchange).toMatchObject({ leftOut: null, requestWhole: true });
      expect(textOf(exchange.response.body)).toBe('all of it');
    },
  );
});

describe('the tap of a connection to primary', () => {
  const budget = new ByteBudget(1000);
  const exchanges: Exchange[] = [];

  function tapOf(): Tap {
    exchanges.length = 0;
    return new Tap({
      connection: 1,
      recorder: {
        limits: { bodyBytesMax: 100, budget },
        begin: () => undefined,
        wait: () => undefined,
        abandon: () => undefined,
        record: (pending) => exchanges.push(pending.toExchange(1, [])),
      },
      nextSequence: () => 1,
      revision: () => 1,
      turnWatch: new TurnWatch(),
      onAnswer: () => undefined,
      onDelay: () => undefined,
      onOpaque: () => undefined,
    });
  }

  it.each([true, false])('has the complete request if its socket took all bytes: %s', (took) => {
    const tap = tapOf();
    tap.request(Buffer.from(post), 1, false);
    tap.closed(2, { primaryTookAll: took, primaryLeftFirst: false });
    expect(exchanges).toMatchObject([{ sentAt: 1, endedAt: 2, requestWhole: took }]);
  });

  it('returns the captured bytes to the budget if it fails', () => {
    const tap = tapOf();
    const before = budget.usedBytes;
    tap.request(Buffer.from(post), 1, false);
    expect(budget.usedBytes).toBe(before + 'hello'.length);
    tap.fail();
    expect(budget.usedBytes).toBe(before);
  });
});
