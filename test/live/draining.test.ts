import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { receive } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';
import { answering, behind, connectTo, get, ok, recorded } from './left-out-fixture.ts';

const last = ok.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');

/** Answers when this is called, with the next answer each time. */
function byHand(): {
  onSocket: (socket: Socket) => void;
  answer: (text: string) => void;
  asked: () => string;
} {
  const sockets: Socket[] = [];
  let asked = '';
  return {
    onSocket(socket) {
      sockets.push(socket);
      socket.on('data', (data) => (asked += data.toString('latin1')));
      socket.on('end', () => socket.end());
    },
    answer: (text) => sockets[0]!.write(text, 'latin1'),
    asked: () => asked,
  };
}

describe('a drain of Parallax', () => {
  it('answers a request on a kept connection, and announces the last answer', async () => {
    const live = await answering([ok, ok]);
    const { socket, received } = await connectTo(live);
    socket.write(get);
    await until(() => received() === ok);
    const drained = live.drain(60_000);
    socket.write(get);
    await once(socket, 'close');
    expect(received()).toBe(ok + last);
    await drained;
  });

  it('announces the last answer in an answer in progress, before its body', async () => {
    const { onSocket, answer, asked } = byHand();
    const live = await behind(onSocket);
    const { socket, received } = await connectTo(live);
    socket.write(get);
    await until(() => asked() === get);
    const drained = live.drain(60_000);
    await until(() => live.report().gauges.connections === 1);
    for (const piece of [ok.slice(0, 9), ok.slice(9, 30), ok.slice(30)]) {
      answer(piece);
      await new Promise(setImmediate);
    }
    await once(socket, 'close');
    expect(received()).toBe(last);
    await drained;
  });

  it('leaves the head of primary in the recorded exchange', async () => {
    const live = await answering([ok]);
    const { socket } = await connectTo(live);
    const drained = live.drain(60_000);
    socket.write(get);
    const { response } = await recorded(live, 1);
    expect(Buffer.from(response.head).toString()).toBe(ok.slice(0, -2));
    await drained;
  });

  it('announces the last answer only in the last of pipelined answers', async () => {
    const { onSocket, answer, asked } = byHand();
    const live = await behind(onSocket);
    const { socket, received } = await connectTo(live);
    socket.write(get + get);
    await until(() => asked() === get + get);
    const drained = live.drain(60_000);
    await new Promise(setImmediate);
    answer('HTTP/1.1 103 Early Hints\r\n\r\n' + ok + ok);
    await once(socket, 'close');
    expect(received()).toBe(`HTTP/1.1 103 Early Hints\r\n\r\n${ok}${last}`);
    await drained;
  });

  it('keeps a request after the last answer from primary', async () => {
    const { onSocket, answer, asked } = byHand();
    const live = await behind(onSocket);
    const { socket, received } = await connectTo(live);
    socket.write(get);
    await until(() => asked() === get);
    const drained = live.drain(60_000);
    await new Promise(setImmediate);
    answer(ok.slice(0, -1));
    await until(() => received() === last.slice(0, -1));
    socket.write(get);
    await new Promise(setImmediate);
    answer('k');
    await once(socket, 'close');
    expect(asked()).toBe(get);
    await drained;
  });

  it.each([
    ['Connection: keep-alive', 'Connection: close'],
    [
      'Connection: upgrade, Keep-Alive\r\nUpgrade: h2c',
      'Upgrade: h2c\r\nConnection: upgrade, close',
    ],
    ['connection: Close', 'connection: Close'],
  ])('keeps options of Connection that do not contradict: %j', async (field, expected) => {
    const live = await answering([ok.replace('\r\n\r\n', `\r\n${field}\r\n\r\n`)]);
    const { socket, received } = await connectTo(live);
    const drained = live.drain(60_000);
    socket.write(get);
    await once(socket, 'close');
    expect(received()).toBe(ok.replace('\r\n\r\n', `\r\n${expected}\r\n\r\n`));
    await drained;
  });

  it('does not change answers that are not followed', async () => {
    const odd = 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok';
    const live = await behind((socket) => socket.once('data', () => socket.end(odd)));
    const { socket, received } = await connectTo(live);
    const drained = live.drain(60_000);
    socket.write(get);
    await once(socket, 'close');
    expect(received()).toBe(odd);
    await drained;
  });

  it('passes the received part of an incomplete head to the client', async () => {
    const live = await behind((socket) => socket.once('data', () => socket.end('HTTP/1.1 200')));
    const { socket, received } = await connectTo(live);
    const drained = live.drain(60_000);
    socket.write(get);
    await once(socket, 'close');
    expect(received()).toBe('HTTP/1.1 200');
    await drained;
  });

  it('is not delayed by a client that does not close its side', async () => {
    const live = await answering([ok]);
    const { socket, received } = await connectTo(live);
    socket.allowHalfOpen = true;
    socket.write(get);
    await until(() => received() === ok);
    await live.drain(60_000);
    expect(received()).toBe(ok);
  });

  it('lets a slow reader get its answer to the last byte', async () => {
    const { onSocket, answer, asked } = byHand();
    const live = await behind(onSocket);
    const accepted: Socket[] = [];
    const note = (message: unknown): void =>
      void accepted.push((message as { socket: Socket }).socket);
    subscribe('net.server.socket', note);
    onTestFinished(() => void unsubscribe('net.server.socket', note));
    const socket = connect({ port: live.port, host: '127.0.0.1' });
    const closed = once(socket, 'close');
    socket.write(get);
    await until(() => asked() === get);
    const drained = live.drain(60_000);
    await new Promise(setImmediate);
    const toClient = accepted.find(({ localPort }) => localPort === live.port)!;
    answer('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    await until(() => toClient.bytesWritten > 0);
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    // Until nothing more fits between Parallax and the client, who reads nothing.
    while (toClient.writableLength === 0) {
      const before = toClient.bytesWritten;
      answer(chunk);
      while (toClient.bytesWritten < before + chunk.length) await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
    answer('0\r\n\r\n');
    await until(() => toClient.writableEnded);
    const sent = toClient.bytesWritten;
    const stalledAt = performance.now();
    await until(() => performance.now() - stalledAt > 1_300);
    let received = 0;
    socket.on('error', () => undefined).on('data', (data) => (received += data.length));
    await closed;
    expect(received).toBe(sent);
    await drained;
  });

  it('is not delayed by a connection whose answer came before the end of its request', async () => {
    const { onSocket, answer, asked } = byHand();
    const live = await behind(onSocket);
    const { socket, received } = await connectTo(live);
    const post = 'POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n';
    socket.write(`${post}x`);
    await until(() => asked() === `${post}x`);
    let isDrained = false;
    const drained = live.drain(400).then(() => (isDrained = true));
    await new Promise(setImmediate);
    answer(ok);
    await until(() => received() === ok);
    const ended = receive(socket);
    const start = performance.now();
    await until(() => performance.now() - start > 150);
    socket.write('y');
    expect(await ended).toMatchObject({ ended: 'end' });
    await drained;
    expect(isDrained).toBe(true);
  });
});
