import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import { freePort } from '../support/free-port.ts';
import { type LiveUnderTest, startLive } from '../support/live-plane.ts';
import { rawServer } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';

export const get = 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n';
export const post = 'POST /runs HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello';
export const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
export const streamHead = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
export const firstEvent = 'data: {"id":"run_1"}\n\n';
/** Its first event in a chunk that is not followed by another. */
export const firstChunk = `16\r\n${firstEvent}`;

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A live plane in front of a primary that does this with each connection. */
export async function behind(
  onConnection: (socket: Socket) => void,
  overrides: Record<string, unknown> = {},
): Promise<LiveUnderTest> {
  const primary = await rawServer(onConnection);
  const live = await startLive(`http://127.0.0.1:${primary.port}`, overrides);
  closers.push(primary.close, () => live.drain(0));
  return live;
}

/** A live plane in front of a primary that answers each piece it reads with the next of these. */
export function answering(
  answers: readonly string[],
  overrides: Record<string, unknown> = {},
): Promise<LiveUnderTest> {
  return behind((socket) => {
    let next = 0;
    socket.on('data', () => {
      const answer = answers[next++];
      if (answer !== undefined) socket.write(answer, 'latin1');
    });
  }, overrides);
}

/** A live plane in front of nothing. */
export async function unreachable(): Promise<LiveUnderTest> {
  const live = await startLive(`http://127.0.0.1:${await freePort()}`);
  closers.push(() => live.drain(0));
  return live;
}

export interface Client {
  readonly socket: Socket;
  readonly received: () => string;
}

/** A client that closes its side when the other side has ended. */
export async function connectTo({ port }: LiveUnderTest): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let received = '';
  socket.setEncoding('latin1').on('data', (text: string) => (received += text));
  socket.on('error', () => undefined);
  closers.push(() => socket.destroy());
  await once(socket, 'connect');
  return { socket, received: () => received };
}

/** Sends this, leaves as soon as `mayLeave`, and returns the first exchange that is recorded. */
export async function leaveAfter(
  live: LiveUnderTest,
  text: string,
  mayLeave: (received: string) => boolean,
): Promise<Exchange> {
  const { socket, received } = await connectTo(live);
  socket.write(text, 'latin1');
  await until(() => mayLeave(received()));
  socket.resetAndDestroy();
  return recorded(live, 1);
}

/** Sends this, stays, and returns the n-th exchange that is recorded. */
export async function stayAfter(live: LiveUnderTest, text: string, nth = 1): Promise<Exchange> {
  const { socket } = await connectTo(live);
  socket.write(text, 'latin1');
  return recorded(live, nth);
}

export async function recorded({ exchanges }: LiveUnderTest, nth: number): Promise<Exchange> {
  await until(() => exchanges.length >= nth);
  return exchanges[nth - 1]!;
}

/** The parts of an exchange that the shadow plane uses, as text. */
export function summaryOf({ leftOut, requestWhole, request, response }: Exchange): object {
  return {
    leftOut,
    requestWhole,
    asked: textOf(request.body),
    head: textOf(response.head),
    answered: textOf(response.body),
  };
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
