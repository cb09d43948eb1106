/**
 * Behind a balancer, an API believes the client address in the PROXY header. Whoever reaches the port past the balancer, or
 * makes the balancer pass bytes on, tries to get a request to primary without a header, with half of one, or with one that
 * Parallax and the balancer read differently; or tries to keep connections and memory by never ending it. So the first
 * bytes of each connection are a valid header or the last: nothing of such a connection reaches primary, and each is counted.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type LiveUnderTest, startLive } from '../support/live-plane.ts';
import { memoryLog } from '../support/memory-log.ts';
import { binaryHeader, textHeader } from '../support/proxy-headers.ts';
import { rawServer } from '../support/raw-socket.ts';
import { firstPair, secretFolder } from '../support/tls-folder.ts';

const ipv4 = { family: 4, source: '192.0.2.7', target: '198.51.100.1' } as const;
const evil = 'GET /evil HTTP/1.1\r\nHost: a\r\n\r\n';
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Attack {
  readonly primaryGot: string;
  readonly clientGot: string;
  readonly connections: number;
  readonly live: LiveUnderTest;
  readonly lines: Record<string, unknown>[];
}

/** Sends bytes in pieces, and waits until Parallax has closed the connection. */
async function attack(
  pieces: readonly (Buffer | string)[],
  overrides: Record<string, unknown> = {},
): Promise<Attack> {
  let primaryGot = '';
  let connections = 0;
  const primary = await rawServer((socket) => {
    connections += 1;
    socket.on('data', (data) => {
      primaryGot += data.toString('latin1');
      socket.end(ok);
    });
  });
  const { log, lines } = memoryLog();
  const config = { proxyProtocol: true, ...overrides };
  const live = await startLive(`http://127.0.0.1:${primary.port}`, config, log);
  const client = connect({ port: live.port, host: '127.0.0.1', noDelay: true });
  closers.push(
    primary.close,
    () => live.drain(0),
    () => client.destroy(),
  );
  let clientGot = '';
  client.on('error', () => undefined);
  client.on('data', (data) => (clientGot += data.toString('latin1')));
  const closed = once(client, 'close');
  await once(client, 'connect');
  for (const piece of pieces) {
    client.write(piece);
    await new Promise(setImmediate);
  }
  await closed;
  return { primaryGot, clientGot, connections, live, lines };
}

describe('a connection that bypasses the balancer', () => {
  it.each([
    ['a request', [evil], 'missing'],
    ['a request behind an empty line', [`\r\n${evil}`], 'missing'],
    ['a request behind half a header', ['PROXY TCP4 ', evil], 'malformed'],
    [
      'a header with a bare line feed',
      [`PROXY TCP4 192.0.2.7 192.0.2.8 1 2\n${evil}`],
      'malformed',
    ],
    ['a header in lower case', [`proxy tcp4 192.0.2.7 192.0.2.8 1 2\r\n${evil}`], 'missing'],
    [
      'a header with a field in the address',
      [`PROXY TCP4 1\r\nX: y 192.0.2.8 1 2\r\n${evil}`],
      'malformed',
    ],
    ['a header whose line does not end', ['PROXY UNKNOWN ', 'a'.repeat(200), evil], 'malformed'],
    [
      'a binary header that is too short',
      [binaryHeader({ protocol: 0x11, addresses: 'abcd' }), evil],
      'malformed',
    ],
    [
      'a binary header with another command',
      [binaryHeader({ ...ipv4, command: 0x2f }), evil],
      'malformed',
    ],
    [
      'a binary header of another version',
      [binaryHeader({ ...ipv4, command: 0x31 }), evil],
      'malformed',
    ],
    [
      '64 KiB of a binary header',
      [binaryHeader({ ...ipv4, fields: Buffer.alloc(65_000) }), evil],
      'too_large',
    ],
    [
      'a header behind another byte',
      [Buffer.concat([Buffer.from([0]), textHeader(ipv4)]), evil],
      'missing',
    ],
  ])('is closed and counted if it begins with %s', async (_, pieces, fault) => {
    const { primaryGot, clientGot, connections, live, lines } = await attack(pieces);
    expect({ primaryGot, clientGot, connections }).toEqual({
      primaryGot: '',
      clientGot: '',
      connections: 0,
    });
    expect(live.report().turnedAway).toEqual({ proxy_header: 1 });
    expect(lines).toEqual([expect.objectContaining({ fault })]);
  });

  it('does not get its bytes into the log', async () => {
    const { lines } = await attack(['GET /?token=sesame HTTP/1.1\r\n\r\n']);
    expect(JSON.stringify(lines)).not.toContain('sesame');
  });
});

it('a header that ends one byte early never reaches primary, and is counted', async () => {
  const header = binaryHeader(ipv4);
  const { primaryGot, live } = await attack([header.subarray(0, -1)], {
    limits: { headTimeoutMs: 50 },
  });
  expect([primaryGot, live.report().turnedAway]).toEqual(['', { head_timeout: 1 }]);
});

it('a length that reaches into the request makes its start a part of the header', async () => {
  const header = binaryHeader({ ...ipv4, fields: Buffer.from(evil) });
  const { primaryGot, live } = await attack([header, evil.replace('evil', 'good')]);
  expect(primaryGot).toBe(evil.replace('evil', 'good'));
  expect(live.report().turnedAway).toEqual({});
});

describe('a second header, written by the client after that of the balancer', () => {
  it.each([
    ['version 1', textHeader({ ...ipv4, source: '10.0.0.1' })],
    ['version 2', binaryHeader({ ...ipv4, source: '10.0.0.1' })],
  ])('is no request, so that its address is not used: %s', async (_, second) => {
    const sent = [Buffer.concat([binaryHeader(ipv4), second]), evil];
    const { primaryGot, clientGot } = await attack(sent, { forwarded: true });
    expect([primaryGot, clientGot.slice(9, 12)]).toEqual(['', '400']);
  });
});

it('a forged X-Forwarded-For comes before the address in the PROXY header', async () => {
  const forged = 'GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n';
  const { primaryGot } = await attack([textHeader(ipv4), forged], { forwarded: true });
  expect(primaryGot).toContain('\r\nX-Forwarded-For: 10.0.0.1, 192.0.2.7\r\n');
});

it('a header inside the TLS handshake is no header', async () => {
  using folder = secretFolder(firstPair);
  const { cert, key } = folder;
  const hello = Buffer.from('\x16\x03\x01\x00\x05hello', 'latin1');
  const { connections, live } = await attack([hello, textHeader(ipv4)], { tls: { cert, key } });
  expect([connections, live.report().turnedAway]).toEqual([0, { proxy_header: 1 }]);
});

it('a flood of connections without a complete header leaves room for clients', async () => {
  const { live } = await attack([textHeader(ipv4), evil], { limits: { connections: 4 } });
  for (let i = 0; i < 4; i += 1) {
    const silent = connect({ port: live.port, host: '127.0.0.1' });
    closers.push(() => silent.destroy());
    silent.on('error', () => undefined);
    await once(silent, 'connect');
    silent.write('PROXY ');
  }
  const client = connect({ port: live.port, host: '127.0.0.1' });
  closers.push(() => client.destroy());
  client.write(Buffer.concat([textHeader(ipv4), Buffer.from(evil)]));
  const [bytes] = (await once(client, 'data')) as [Buffer];
  expect(bytes.toString()).toBe(ok);
});
