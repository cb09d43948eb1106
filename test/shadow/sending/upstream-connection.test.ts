import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectDeployment } from '../../../src/shadow/sending/deployment.ts';
import { TurnWatch } from '../../../src/wire/turn-watch.ts';
import type { Leg } from '../../../src/vocabulary/pair.ts';
import { rawServer } from '../../support/raw-socket.ts';
import { until } from '../../support/until.ts';
import { failed, ok } from '../raw-candidate.ts';

interface Asked {
  /** Sends a request and resolves with its leg. Wait for it before the next one. */
  readonly ask: (head?: string, body?: Buffer | null) => Promise<Leg>;
  /** The connections that the deployment accepted. */
  readonly sockets: readonly Socket[];
}

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

/** A deployment that calls `answers` for each chunk that it reads. */
async function deploymentThat(
  answers: (socket: Socket, request: Buffer) => void,
  { timeoutMs = 10_000 } = {},
): Promise<Asked> {
  const sockets: Socket[] = [];
  const { port, close } = await rawServer((socket) => {
    sockets.push(socket);
    socket.on('data', (request: Buffer) => answers(socket, request));
  });
  const deployment = connectDeployment({
    url: `http://127.0.0.1:${port}`,
    timeoutMs,
    bodyBytesMax: 1_000_000,
    turnWatch: new TurnWatch(),
  });
  onTestFinished(() => {
    deployment.close();
    close();
  });
  return {
    sockets,
    ask: (head = get, body = null) => {
      const method = head.slice(0, head.indexOf(' '));
      return new Promise((done) => {
        deployment.send({ method, head, body }, { mayRetry: false, timeoutMs }, done);
      });
    },
  };
}

function bodyOf(leg: Leg): string {
  return leg.kind === 'answered' ? Buffer.from(leg.response.body).toString('latin1') : leg.kind;
}

describe('a connection', () => {
  it('is used again for the next request', async () => {
    const { ask, sockets } = await deploymentThat((socket) => socket.write(ok));
    for (let i = 0; i < 3; i += 1) expect(bodyOf(await ask())).toBe('ok');
    expect(sockets).toHaveLength(1);
  });

  it.each([
    [
      'after an answer that closes it',
      'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok',
    ],
    ['after an answer in HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['after an answer with more bytes than it has', `${ok}more`],
    ['after an answer that a second one follows', ok + ok],
  ])('is not used again %s', async (_, answer) => {
    const { ask, sockets } = await deploymentThat((socket) => socket.write(answer));
    for (let i = 0; i < 3; i += 1) expect(bodyOf(await ask())).toBe('ok');
    expect(sockets).toHaveLength(3);
  });

  it('is not used again if it got unexpected bytes', async () => {
    const { ask, sockets } = await deploymentThat((socket) => socket.write(ok));
    await ask();
    sockets[0]!.write(ok);
    await until(() => sockets[0]!.destroyed || sockets[0]!.readableEnded);
    expect(bodyOf(await ask())).toBe('ok');
    expect(sockets).toHaveLength(2);
  });

  it('is not used again if the answer came before the whole request was sent', async () => {
    const { ask, sockets } = await deploymentThat((socket) => {
      if (socket.bytesRead < 200_000) socket.pause().write(ok);
    });
    const body = Buffer.alloc(16 * 1024 * 1024);
    const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`;
    expect(bodyOf(await ask(head, body))).toBe('ok');
    expect(bodyOf(await ask())).toBe('ok');
    expect(sockets).toHaveLength(2);
  });
});

describe('an answer without a body, whatever its head states', () => {
  it.each([
    [
      'to HEAD',
      'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n',
      'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n',
    ],
    ['of status 304', get, 'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n'],
    ['of status 204', get, 'HTTP/1.1 204 No Content\r\n\r\n'],
  ])('ends with its head: %s', async (_, head, answer) => {
    const { ask, sockets } = await deploymentThat((socket) => socket.write(answer));
    expect(bodyOf(await ask(head))).toBe('');
    expect(bodyOf(await ask(head))).toBe('');
    expect(sockets).toHaveLength(1);
  });
});

describe('an answer with status 204 that announces a body', () => {
  it.each([
    ['of a length', 'Content-Length: 2\r\n\r\n', ''],
    ['of a length, with that body', 'Content-Length: 2\r\n\r\n', 'no'],
    ['in chunks', 'Transfer-Encoding: chunked\r\n\r\n', '0\r\n\r\n'],
  ])('ends with its head, and its connection is not used again: %s', async (_, head, body) => {
    const { ask, sockets } = await deploymentThat((socket) => {
      socket.write(`HTTP/1.1 204 No Content\r\n${head}${body}`);
    });
    expect(bodyOf(await ask())).toBe('');
    expect(bodyOf(await ask())).toBe('');
    expect(sockets).toHaveLength(2);
  });
});

describe('an answer that comes octet by octet', () => {
  it('is the same as one that comes at once', async () => {
    const chunked =
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n';
    const { ask } = await deploymentThat((socket) => {
      const octets = Array.from(chunked);
      const send = (): void => {
        const octet = octets.shift();
        if (octet !== undefined) socket.write(octet, () => setImmediate(send));
      };
      send();
    });
    expect(bodyOf(await ask())).toBe('abcde');
  });
});

describe('a request on a new connection', () => {
  it('fails if the connection does not open in time', async () => {
    // An address of RFC 5737 without an answer.
    const deployment = connectDeployment({
      url: 'http://192.0.2.1:9',
      timeoutMs: 50,
      bodyBytesMax: 1000,
      turnWatch: new TurnWatch(),
    });
    onTestFinished(() => deployment.close());
    const leg = await new Promise<Leg>((done) => {
      const request = { method: 'GET', head: get, body: null };
      deployment.send(request, { mayRetry: true, timeoutMs: 10_000 }, done);
    });
    expect(leg).toEqual(failed('refused'));
  });

  it('is sent if the connection opened while this thread was busy', async () => {
    const server = await rawServer((socket) => socket.on('data', () => socket.write(ok)));
    const deployment = connectDeployment({
      url: `http://127.0.0.1:${server.port}`,
      timeoutMs: 20,
      bodyBytesMax: 1000,
      turnWatch: new TurnWatch(),
    });
    onTestFinished(() => {
      deployment.close();
      server.close();
    });
    const answered = new Promise<Leg>((done) => {
      const request = { method: 'GET', head: get, body: null };
      deployment.send(request, { mayRetry: false, timeoutMs: 10_000 }, done);
    });
    const busyUntil = performance.now() + 60;
    while (performance.now() < busyUntil);
    expect(bodyOf(await answered)).toBe('ok');
  });

  it('does not block the next request if it is given up', async () => {
    const { ask } = await deploymentThat(
      (socket, request) => {
        if (request.includes('/fast')) socket.write(ok);
      },
      { timeoutMs: 100 },
    );
    expect(await ask()).toEqual(failed('timeout'));
    expect(bodyOf(await ask('GET /fast HTTP/1.1\r\nHost: a\r\n\r\n'))).toBe('ok');
  });
});
