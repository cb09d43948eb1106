import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { type LiveUnderTest, startLive } from '../support/live-plane.ts';
import { memoryLog } from '../support/memory-log.ts';
import { binaryHeader, textHeader } from '../support/proxy-headers.ts';
import { converse, rawServer, writeInPieces } from '../support/raw-socket.ts';
import { firstPair, secretFolder } from '../support/tls-folder.ts';
import { until } from '../support/until.ts';

const ipv4 = { family: 4, source: '192.0.2.7', target: '198.51.100.1' } as const;
const ipv6 = { family: 6, source: '2001:db8::7', target: '2001:db8::1' } as const;
const request = 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n';
const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Balanced {
  readonly live: LiveUnderTest;
  readonly lines: Record<string, unknown>[];
  /** The bytes that primary got, over all connections. */
  readonly got: () => string;
}

/** Parallax behind a balancer, whose place the test takes. */
async function behindBalancer(overrides: Record<string, unknown> = {}): Promise<Balanced> {
  let got = '';
  const primary = await rawServer((socket) => {
    let seen = '';
    let answered = 0;
    socket.on('data', (data) => {
      got += data.toString('latin1');
      seen += data.toString('latin1');
      for (; answered < seen.split('\r\n\r\n').length - 1; answered += 1) socket.write(answer);
    });
    socket.on('end', () => socket.end());
  });
  const { log, lines } = memoryLog();
  const config = { proxyProtocol: true, ...overrides };
  const live = await startLive(`http://127.0.0.1:${primary.port}`, config, log);
  closers.push(primary.close, () => live.drain(0));
  return { live, lines, got: () => got };
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  socket.on('error', () => undefined);
  closers.push(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** The value of `X-Forwarded-For` that primary gets. */
async function forwardedFor(header: Buffer): Promise<string | undefined> {
  const { live, got } = await behindBalancer({ forwarded: true });
  const { bytes } = await converse(live.port, [header, Buffer.from(request)]);
  expect(bytes).toBe(answer);
  return /\r\nX-Forwarded-For: ([^\r]*)/.exec(got())?.[1];
}

describe('X-Forwarded-For behind a balancer', () => {
  it.each([
    ['version 1, IPv4', textHeader(ipv4), '192.0.2.7'],
    ['version 1, IPv6', textHeader(ipv6), '2001:db8::7'],
    ['version 2, IPv4', binaryHeader(ipv4), '192.0.2.7'],
    ['version 2, IPv6', binaryHeader(ipv6), '2001:db8::7'],
    ['version 2, IPv4 in IPv6', binaryHeader({ ...ipv6, source: '::ffff:192.0.2.7' }), '192.0.2.7'],
  ])('has the address of the client: %s', async (_, header, address) => {
    expect(await forwardedFor(header)).toBe(address);
  });

  it.each([
    ['version 1, UNKNOWN', Buffer.from('PROXY UNKNOWN\r\n')],
    ['version 2, LOCAL', binaryHeader({ ...ipv4, command: 0x20 })],
  ])("has the balancer's address for its own connection: %s", async (_, header) => {
    expect(await forwardedFor(header)).toBe('127.0.0.1');
  });
});

describe('the bytes behind a PROXY header', () => {
  it('reach primary unchanged, without the header', async () => {
    const { live, got } = await behindBalancer();
    await converse(live.port, [Buffer.concat([textHeader(ipv4), Buffer.from(request)])]);
    expect(got()).toBe(request);
  });

  it('are read however the bytes are split', async () => {
    const { live, got } = await behindBalancer({ forwarded: true });
    for (const header of [textHeader(ipv4), binaryHeader({ ...ipv6, fields: Buffer.alloc(9) })]) {
      const bytes = Buffer.concat([header, Buffer.from(request + request)]);
      const cuts = [...bytes.keys()].slice(1);
      const all = cuts.map((cut) =>
        converse(live.port, [bytes.subarray(0, cut), bytes.subarray(cut)]),
      );
      for (const { bytes: answered } of await Promise.all(all))
        expect(answered).toBe(answer + answer);
      const addresses = got().match(/X-Forwarded-For: [^\r]*/g) ?? [];
      expect(addresses.slice(-2 * cuts.length)).toEqual(
        Array(2 * cuts.length).fill(
          `X-Forwarded-For: ${header[0] === 80 ? '192.0.2.7' : '2001:db8::7'}`,
        ),
      );
    }
  });

  it('are read if each byte comes alone', async () => {
    const { live, got } = await behindBalancer();
    const bytes = Buffer.concat([binaryHeader(ipv6), Buffer.from(request)]);
    const { bytes: answered } = await converse(
      live.port,
      [...bytes].map((byte) => Buffer.from([byte])),
    );
    expect([got(), answered]).toEqual([request, answer]);
  });

  it('are recorded like those of any other connection', async () => {
    const { live } = await behindBalancer();
    await converse(live.port, [binaryHeader(ipv4), Buffer.from(request)]);
    await until(() => live.exchanges.length > 0);
    expect(Buffer.from(live.exchanges[0]!.request.head).toString()).toBe(request);
  });
});

describe('a TLS connection behind a balancer', () => {
  it.each([
    ['in one piece', 0],
    ['in two pieces', 7],
    ['with the start of the handshake', 40],
  ])('begins after the PROXY header: %s', async (_, cut) => {
    using folder = secretFolder(firstPair);
    const { cert, key } = folder;
    const { live, got } = await behindBalancer({ forwarded: true, tls: { cert, key } });
    const balancer = await startBalancer(live.port, binaryHeader(ipv4), cut);
    const client = connectTls({ port: balancer.port, host: '127.0.0.1', ca: firstPair.cert });
    closers.push(() => client.destroy());
    client.write(request);
    const [bytes] = (await once(client, 'data')) as [Buffer];
    expect(bytes.toString()).toBe(answer);
    expect(got()).toContain('X-Forwarded-For: 192.0.2.7\r\n');
    expect(got()).toContain('X-Forwarded-Proto: https\r\n');
  });
});

/** Writes the header before the client's bytes, and splits the first bytes of both. */
async function startBalancer(port: number, header: Buffer, cut: number): Promise<{ port: number }> {
  const balancer = await rawServer((client) => {
    client.once('data', (first: Buffer) => {
      client.pause();
      const bytes = Buffer.concat([header, first]);
      const socket = connect({ port, host: '127.0.0.1', noDelay: true }, async () => {
        socket.write(bytes.subarray(0, cut));
        await new Promise(setImmediate);
        socket.write(bytes.subarray(cut));
        client.pipe(socket).pipe(client);
      });
      socket.on('error', () => client.destroy());
    });
  });
  closers.push(balancer.close);
  return balancer;
}

describe('a connection without bytes behind a balancer', () => {
  it('is a check of the port and no fault if it closes', async () => {
    const { live, lines } = await behindBalancer();
    expect(await converse(live.port, [])).toEqual({ bytes: '', ended: 'end' });
    expect([live.report().turnedAway, lines]).toEqual([{}, []]);
  });

  it('is closed after the time for the head', async () => {
    const { live } = await behindBalancer({ limits: { headTimeoutMs: 50 } });
    const socket = await open(live.port);
    await once(socket.resume(), 'end');
    expect(live.report().turnedAway).toEqual({ head_timeout: 1 });
  });
});

it('a connection inside its PROXY header does not delay a stop', async () => {
  const { live } = await behindBalancer();
  const socket = await open(live.port);
  socket.write(textHeader(ipv4).subarray(0, 9));
  const ended = once(socket.resume(), 'end');
  const beganAt = performance.now();
  await live.drain(60_000);
  await ended;
  expect(performance.now() - beganAt).toBeLessThan(20_000);
});

it('a PROXY header without proxyProtocol reaches primary like other bytes', async () => {
  const { live, got } = await behindBalancer({ proxyProtocol: false });
  const socket = await open(live.port);
  await writeInPieces(socket, [textHeader(ipv4), Buffer.from(request)]);
  await until(() => got().endsWith(request));
  expect(got()).toBe(textHeader(ipv4).toString() + request);
});
