import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type LiveUnderTest, startLive } from '../../support/live-plane.ts';
import { listen } from '../../support/raw-socket.ts';
import { until } from '../../support/until.ts';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly port: number;
}

interface Mirrored {
  readonly live: LiveUnderTest;
  /** What primary was asked. */
  readonly asked: Asked[];
  /** Sends bytes as a mirror does, and resolves with what it is answered until the connection is closed. */
  send(text: string): Promise<string>;
}

/** Parallax as the target of a mirror, in front of this primary. */
async function mirroredTo(
  answer: (response: ServerResponse, asked: Asked) => void = (response) => response.end('ok'),
  { outOfPath, ...overrides }: Record<string, unknown> = {},
): Promise<Mirrored> {
  const asked: Asked[] = [];
  const primary = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      const { method = '', url = '', headers, socket } = request;
      const one = { method, url, headers, body, port: socket.remotePort ?? 0 };
      asked.push(one);
      answer(response, one);
    });
  });
  const url = `http://127.0.0.1:${await listen(primary)}`;
  const live = await startLive(url, { outOfPath: outOfPath ?? true, ...overrides });
  closers.push(
    () => primary.closeAllConnections(),
    () => primary.close(),
    () => live.drain(100),
  );
  return {
    live,
    asked,
    async send(text) {
      const socket = connect(live.port, '127.0.0.1');
      let received = '';
      socket.on('data', (piece: Buffer) => (received += piece.toString()));
      socket.write(text);
      await once(socket, 'close');
      return received;
    },
  };
}

const last = 'Connection: close\r\n\r\n';
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: api\r\n${last}`;
const post = (path: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: api\r\nContent-Length: ${body.length}\r\n${last}${body}`;

describe('a copy of a safe request', () => {
  it('is answered with 204 before primary has answered', async () => {
    const { send, live } = await mirroredTo(() => undefined);
    expect(await send(get('/a'))).toMatch(/^HTTP\/1\.1 204 No Content\r\n/);
    expect(live.exchanges).toEqual([]);
  });

  it("becomes an exchange with primary's answer", async () => {
    const { send, live } = await mirroredTo();
    await send(get('/a'));
    await until(() => live.exchanges.length === 1);
    const [exchange] = live.exchanges;
    expect(Buffer.from(exchange!.response.body).toString()).toBe('ok');
    expect(exchange).toMatchObject({ leftOut: null, requestWhole: true, sequence: 1 });
  });
});
