import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { TurnWatch } from '../../../src/wire/turn-watch.ts';
import { connectDeployment } from '../../../src/shadow/sending/deployment.ts';
import type { Leg } from '../../../src/vocabulary/pair.ts';
import { parseResponseHead } from '../../../src/vocabulary/raw-head.ts';
import { listen, rawServer } from '../../support/raw-socket.ts';

const timeoutMs = 100;

/** What comes of one request; the thread is busy for so long right after it was sent. */
async function askWhileBusy(busyMs: number, answers: boolean): Promise<Leg> {
  const server = createServer((_, response) => void (answers && response.end('ok')));
  const deployment = connectDeployment({
    url: `http://127.0.0.1:${await listen(server)}`,
    timeoutMs: 10_000,
    bodyBytesMax: 1000,
    turnWatch: new TurnWatch(),
  });
  try {
    return await new Promise((done) => {
      const head = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
      const request = { method: 'GET', head, body: null } as const;
      deployment.send(request, { mayRetry: false, timeoutMs }, done);
      const until = performance.now() + busyMs;
      while (performance.now() < until);
    });
  } finally {
    deployment.close();
    server.close();
    server.closeAllConnections();
  }
}

describe('an answer', () => {
  it('has its trailers after its head', async () => {
    const server = await rawServer((socket) => {
      socket.once('data', () =>
        socket.end(
          'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nGrpc-Status: 5\r\n\r\n',
        ),
      );
    });
    const deployment = connectDeployment({
      url: `http://127.0.0.1:${server.port}`,
      timeoutMs: 10_000,
      bodyBytesMax: 1000,
      turnWatch: new TurnWatch(),
    });
    const head = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
    const request = { method: 'GET', head, body: null };
    const leg = await new Promise<Leg>((done) => {
      deployment.send(request, { mayRetry: false, timeoutMs: 10_000 }, done);
    });
    deployment.close();
    server.close();
    expect(leg.kind === 'answered' ? parseResponseHead(leg.response.head) : leg).toEqual({
      status: 200,
      fields: ['Transfer-Encoding', 'chunked'],
      trailers: ['Grpc-Status', '5'],
    });
  });
});

describe('a deployment that is closed', () => {
  it('gets no new connections', async () => {
    let connections = 0;
    const server = await rawServer(() => (connections += 1));
    const deployment = connectDeployment({
      url: `http://127.0.0.1:${server.port}`,
      timeoutMs: 200,
      bodyBytesMax: 1000,
      turnWatch: new TurnWatch(),
    });
    const request = { method: 'GET', head: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', body: null };
    deployment.close();
    const leg = await new Promise<Leg>((done) => {
      deployment.send(request, { mayRetry: true, timeoutMs }, done);
    });
    server.close();
    expect(leg).toEqual({ kind: 'failed', failure: 'reset', totalMs: 0 });
    expect(connections).toBe(0);
  });
});

describe('the timeout of a request', () => {
  it('does not include time in which this thread was busy', async () => {
    expect(await askWhileBusy(5 * timeoutMs, true)).toMatchObject({ kind: 'answered' });
  });

  it('ends a request without an answer', async () => {
    expect(await askWhileBusy(0, false)).toMatchObject({ kind: 'failed', failure: 'timeout' });
  });
});
