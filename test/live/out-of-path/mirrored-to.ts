import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type LiveUnderTest, startLive } from '../../support/live-plane.ts';
import { listen } from '../../support/raw-socket.ts';

/** The requests that primary got. */
interface Asked {
  readonly method: string;
  readonly url: string;
  readonly version: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The port of Parallax's connection to primary, the same for requests on one connection. */
  readonly port: number;
}

export interface Mirrored {
  readonly live: LiveUnderTest;
  readonly asked: Asked[];
  readonly primaryUrl: string;
  /** Sends bytes as a mirror does, and resolves with the answer when the connection is closed. */
  readonly send: (text: string) => Promise<string>;
  readonly open: () => Socket;
}

type Answer = (response: ServerResponse, asked: Asked) => unknown;

/** Parallax as the target of a mirror, in front of a primary that answers like this. */
export async function mirroredTo(
  answer: Answer = (response) => response.end('ok'),
  { outOfPath = true, ...overrides }: Record<string, unknown> = {},
): Promise<Mirrored> {
  const asked: Asked[] = [];
  const primary = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      const { method = '', url = '', headers, socket, httpVersion: version } = request;
      const one = { method, url, version, headers, body, port: socket.remotePort ?? 0 };
      asked.push(one);
      answer(response, one);
    });
  });
  const url = `http://127.0.0.1:${await listen(primary)}`;
  const live = await startLive(url, { outOfPath, ...overrides });
  onTestFinished(async () => {
    await live.drain(0);
    primary.closeAllConnections();
    primary.close();
  });
  const open = (): Socket => connect(live.port, '127.0.0.1');
  return {
    live,
    asked,
    primaryUrl: url,
    open,
    async send(text) {
      const socket = open();
      let received = '';
      socket.on('data', (piece: Buffer) => (received += piece.toString()));
      socket.write(text);
      await once(socket, 'close');
      return received;
    },
  };
}

const last = 'Connection: close\r\n';

/** The last request of its connection. */
export function get(path: string, fields = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: api\r\n${fields}${last}\r\n`;
}

/** A request behind which others follow on its connection. */
export function kept(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: api\r\n\r\n`;
}

export function post(path: string, body: string, fields = ''): string {
  const length = `Content-Length: ${body.length}\r\n`;
  return `POST ${path} HTTP/1.1\r\nHost: api\r\n${length}${fields}${last}\r\n${body}`;
}
