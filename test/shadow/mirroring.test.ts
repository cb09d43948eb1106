import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { listen, rawServer } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';
import { exchangesFrom } from './exchange-fixture.ts';
import { answerOf, type ShadowUnderTest, startShadow } from './shadow-under-test.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A shadow plane and an HTTP server as its candidate. */
async function mirrorTo(
  onRequest: RequestListener,
  overrides: Record<string, unknown> = {},
): Promise<ShadowUnderTest> {
  const server = createServer({ keepAlive: true }, onRequest);
  const port = await listen(server);
  cleanups.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return mirrorToPort(port, overrides);
}

function mirrorToPort(port: number, overrides: Record<string, unknown> = {}): ShadowUnderTest {
  const shadow = startShadow(`http://127.0.0.1:${port}`, overrides);
  cleanups.push(() => shadow.close());
  return shadow;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('latin1')) body += chunk;
  return body;
}

describe('the request that the candidate gets', () => {
  it("is the client's, byte for byte, with the name of the exchange and baggage", async () => {
    let received = '';
    const { port, close } = await rawServer((socket) => {
      socket.on('data', (chunk: Buffer) => {
        received += chunk.toString('latin1');
        socket.end('HTTP/1.1 204 No Content\r\n\r\n');
      });
    });
    cleanups.push(close);
    const fields = ['Host', 'client.example', 'X-b', '\xe9', 'x-B', '2', 'Connection', 'close'];
    const target = '/a%20b/\xe9?c=d&c=e';
    await mirrorToPort(port).mirror({ method: 'PATCH', target, fields, body: 'x=1' });
    expect(received).toBe(
      'PATCH /a%20b/\xe9?c=d&c=e HTTP/1.1\r\n' +
        'Host: client.example\r\n' +
        'X-b: \xe9\r\n' +
        'x-B: 2\r\n' +
        'Connection: close\r\n' +
        'Content-Length: 3\r\n' +
        'baggage: parallax=shadow\r\n' +
        `x-parallax-exchange: test-${(1_000_000).toString(36)}\r\n\r\nx=1`,
    );
  });

  it('has a body even for a GET', async () => {
    const shadow = await mirrorTo((request, response) => {
      void bodyOf(request).then((body) => response.end(body));
    });
    expect(answerOf(await shadow.mirror({ method: 'GET', body: '{"q":1}' })).body).toBe('{"q":1}');
  });

  it('comes on kept connections', async () => {
    const ports = new Set<number | undefined>();
    const shadow = await mirrorTo((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    for (let i = 0; i < 5; i += 1) await shadow.mirror();
    expect(ports.size).toBe(1);
  });
});

describe('mirror.methods', () => {
  it('lets only safe methods reach the candidate by default', async () => {
    const methods: (string | undefined)[] = [];
    const shadow = await mirrorTo(
      ({ method }, response) => {
        methods.push(method);
        response.end();
      },
      { mirror: {}, candidate: { ownState: false } },
    );
    const exchange = exchangesFrom();
    const writes = ['POST', 'PUT', 'PATCH', 'DELETE', 'MKCOL'];
    shadow.send(...writes.map((method) => exchange({ method, body: 'x' })));
    shadow.send(exchange({ method: 'GET' }));
    await until(() => shadow.pairs.length === writes.length + 1);
    expect(methods).toEqual(['GET']);
    expect(shadow.pairs.slice(0, writes.length).map(({ candidate }) => candidate)).toEqual(
      writes.map(() => ({ kind: 'unsent', reason: 'unsafe_method' })),
    );
  });
});

describe('the saved answer of the candidate', () => {
  it('has its head as it was sent, octet by octet', async () => {
    const shadow = await mirrorTo((_, response) => {
      response.sendDate = false;
      response.writeHead(418, ['X-b', '1', 'Set-Cookie', 'a=\xe9', 'set-cookie', 'c=d']);
      response.end();
    });
    expect(answerOf(await shadow.mirror({ method: 'HEAD' })).head).toMatch(
      /^HTTP\/1\.1 418 I'm a Teapot\r\nX-b: 1\r\nSet-Cookie: a=\xe9\r\nset-cookie: c=d\r\n/,
    );
  });

  it('has its body as it was encoded', async () => {
    const encoded = gzipSync('hello');
    const shadow = await mirrorTo((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(encoded);
    });
    expect(answerOf(await shadow.mirror()).body).toBe(encoded.toString('latin1'));
  });

  it('has its body without chunk framing', async () => {
    const shadow = await mirrorTo((_, response) => {
      response.write('a');
      response.write('b');
      response.end('c');
    });
    expect(answerOf(await shadow.mirror()).body).toBe('abc');
  });

  it('has no interim responses', async () => {
    const shadow = await mirrorTo((_, response) => {
      response.writeProcessing();
      response.writeEarlyHints({ link: '</a>; rel=preload' });
      response.end('final');
    });
    expect(answerOf(await shadow.mirror())).toMatchObject({
      head: expect.stringMatching(/^HTTP\/1\.1 200 /) as string,
      body: 'final',
    });
  });

  it('is sent to the compare plane together with the exchange', async () => {
    const shadow = await mirrorTo((_, response) => void response.end('theirs'));
    const response = { head: Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), body: Buffer.from('ours') };
    const leg = await shadow.mirror({ target: '/a' }, { connection: 7, paused: true, response });
    expect(answerOf(leg).body).toBe('theirs');
    expect(shadow.pairs[0]?.exchange).toMatchObject({
      connection: 7,
      paused: true,
      response: { body: Buffer.from('ours') },
    });
  });
});

describe('an exchange that is not mirrored', () => {
  it('is passed on without bodies, because they are not compared', async () => {
    const shadow = await mirrorTo((_, response) => void response.end(), {
      mirror: { methods: 'safe' },
    });
    await shadow.mirror({ method: 'POST', target: '/a', body: 'secret' });
    const request = shadow.pairs[0]?.exchange.request;
    expect(Buffer.from(request!.head).toString()).toMatch(/^POST \/a /);
    expect(request?.body).toHaveLength(0);
  });
});

describe('requests that undici would not send', () => {
  const odd = [
    ['Expect', '100-continue'],
    ['Transfer-Encoding', 'chunked'],
    ['Upgrade', 'websocket'],
    ['Keep-Alive', 'timeout=5'],
    ['X-Bad', 'a\x01b'],
    ['Bad Name', 'a'],
    ['Connection', 'a b'],
    ['Host', 'another'],
  ];

  it('do not affect later requests', async () => {
    const shadow = await mirrorTo((_, response) => void response.end('hello'), {
      mirror: { methods: 'all', concurrency: 2 },
    });
    const exchange = exchangesFrom();
    for (const fields of odd) {
      for (let i = 0; i < 10; i += 1) {
        shadow.send(exchange({ method: 'POST', fields: ['Host', 'a', ...fields] }));
      }
    }
    expect(answerOf(await shadow.mirror()).body).toBe('hello');
  });
});
