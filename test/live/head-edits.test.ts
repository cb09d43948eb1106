import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LiveUnderTest, startLive } from '../support/live-plane.ts';
import { converse, rawServer, receive, type Received } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok';

let primary: { port: number; close: () => void };
let live: LiveUnderTest;
let asked: Promise<Received>;

beforeEach(async () => {
  primary = await rawServer((socket) => {
    asked = receive(socket);
    socket.once('data', () => socket.end(ok));
  });
});

afterEach(async () => {
  await live.drain(0);
  primary.close();
});

async function primaryReceives(
  overrides: Record<string, unknown>,
  ...pieces: readonly string[]
): Promise<string> {
  const { primary: edits, ...others } = overrides;
  live = await startLive('http://unused.example', {
    ...others,
    primary: { url: `http://127.0.0.1:${primary.port}`, ...(edits as object) },
  });
  await converse(
    live.port,
    pieces.map((piece) => Buffer.from(piece, 'latin1')),
  );
  return (await asked).bytes;
}

describe('forwarded: true', () => {
  const forwarded = { forwarded: true };

  it('adds the client, the protocol and the host for primary', async () => {
    expect(await primaryReceives(forwarded, 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n')).toBe(
      'GET / HTTP/1.1\r\nHost: a.example\r\n' +
        'X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: a.example\r\n\r\n',
    );
  });

  it('appends to the values of earlier proxies', async () => {
    const request =
      'GET / HTTP/1.1\r\nHost: a\r\nx-forwarded-for: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n' +
      'X-Forwarded-Host: b\r\n\r\n';
    expect(await primaryReceives(forwarded, request)).toBe(
      request.replace('1.2.3.4', '1.2.3.4, 127.0.0.1'),
    );
  });

  it('edits each request of a connection, and no body', async () => {
    const first = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\nHost: b\r\n\r\nX';
    const second = 'GET /2 HTTP/1.1\r\nHost: a\r\n\r\n';
    const received = await primaryReceives(forwarded, first + second);
    expect(received.match(/X-Forwarded-For: /g)).toHaveLength(2);
    expect(received).toContain('\r\n\r\nHost: b\r\n\r\nXGET /2');
  });

  it('waits for a head that arrives in pieces', async () => {
    const received = await primaryReceives(
      forwarded,
      'GET / HT',
      'TP/1.1\r\nHo',
      'st: a\r\n\r',
      '\n',
    );
    expect(received).toMatch(/^GET \/ HTTP\/1\.1\r\nHost: a\r\nX-Forwarded-For: /);
  });

  it('takes the host from an absolute target', async () => {
    const received = await primaryReceives(
      forwarded,
      'GET http://b.example:81/ HTTP/1.1\r\nHost: a.example\r\n\r\n',
    );
    expect(received).toContain('X-Forwarded-Host: b.example:81\r\n');
  });

  it.each([
    ['X-Forwarded-For: 1.2.3.4\r\nx-forwarded-for: 5.6.7.8\r\n', '1.2.3.4, 5.6.7.8, 127.0.0.1'],
    ['X_Forwarded_For: 1.2.3.4\r\n', '1.2.3.4, 127.0.0.1'],
  ])('leaves one field in place of several spellings: %j', async (fields, value) => {
    const received = await primaryReceives(forwarded, `GET / HTTP/1.1\r\nHost: a\r\n${fields}\r\n`);
    expect(received.match(/x.forwarded.for: .*/gi)).toEqual([`X-Forwarded-For: ${value}`]);
  });
});

describe('primary.hostHeader: upstream', () => {
  it("sends primary's host as Host, and shows the candidate the client's Host", async () => {
    const request = 'GET / HTTP/1.1\r\nhost: a.example\r\n\r\n';
    expect(await primaryReceives({ primary: { hostHeader: 'upstream' } }, request)).toBe(
      request.replace('a.example', `127.0.0.1:${primary.port}`),
    );
    await until(() => live.exchanges.length === 1);
    expect(Buffer.from(live.exchanges[0]!.request.head).toString()).toBe(request);
  });

  it("sends primary's host in an absolute target", async () => {
    const request = 'GET http://u@b.example/p?q HTTP/1.1\r\nHost: a.example\r\n\r\n';
    const own = `127.0.0.1:${primary.port}`;
    expect(await primaryReceives({ primary: { hostHeader: 'upstream' } }, request)).toBe(
      `GET http://${own}/p?q HTTP/1.1\r\nHost: ${own}\r\n\r\n`,
    );
  });
});
