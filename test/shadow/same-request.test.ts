/**
 * The candidate is judged by what it answers to the client's request. If it is asked something else,
 * however little, the difference is Parallax's and not the candidate's.
 */
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLive, type LiveUnderTest } from '../support/live-plane.ts';
import { rawServer } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';
import { type ShadowUnderTest, startShadow } from './shadow-under-test.ts';

/** A server that records received bytes, and answers each request at its end. */
async function recordingServer() {
  const received: string[] = [];
  const server = await rawServer((socket: Socket) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (!ends.some((end) => text.endsWith(end))) return;
      received.push(text);
      text = '';
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
  });
  return { ...server, received };
}

/** Each request ends with one of these, so that the servers need not parse requests. */
const ends = ['<body>', '<trailer>\r\n\r\n'];

let primary: Awaited<ReturnType<typeof recordingServer>>;
let candidate: Awaited<ReturnType<typeof recordingServer>>;
let live: LiveUnderTest;
let shadow: ShadowUnderTest;

beforeAll(async () => {
  primary = await recordingServer();
  candidate = await recordingServer();
  live = await startLive(`http://127.0.0.1:${primary.port}`, {
    mirror: { methods: 'all' },
    candidate: { url: `http://127.0.0.1:${candidate.port}`, ownState: true },
  });
  shadow = startShadow(`http://127.0.0.1:${candidate.port}`);
});

afterAll(async () => {
  await shadow.close();
  await live.drain(0);
  primary.close();
  candidate.close();
});

/** The bytes that both servers got for one request, without the additions of Parallax. */
async function sentToBoth(...pieces: readonly string[]) {
  const socket = connect({ port: live.port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => undefined);
  for (const piece of pieces) {
    socket.write(Buffer.from(piece, 'latin1'));
    await new Promise(setImmediate);
  }
  await until(() => live.exchanges.length > 0);
  socket.destroy();
  shadow.send(...live.exchanges.splice(0));
  await until(() => candidate.received.length > 0);
  const named = candidate.received.splice(0)[0] ?? '';
  return {
    toPrimary: primary.received.splice(0)[0],
    toCandidate: named.replace(
      /\r\nbaggage: parallax=shadow\r\nx-parallax-exchange: test-\w+\r\n/,
      '\r\n',
    ),
  };
}

const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/);
const special = new Set(
  'content-length transfer-encoding expect upgrade http2-settings connection x-http-method-override'.split(
    ' ',
  ),
);
const name = token.filter((one) => !special.has(one.toLowerCase()));
const value = fc.stringMatching(/^[\t -~\x80-\xff]{0,24}$/);
const hop = fc.constantFrom(
  'Connection: close',
  'Connection: keep-alive, authorization, x-a',
  'Connection: host',
  'Keep-Alive: timeout=5',
  'TE: trailers, deflate',
  'Proxy-Connection: keep-alive',
  'Authorization: Basic YTpi',
  'Host: client.example',
  'Cookie: a=1; b=2',
  'Trailer: X-End',
);
const line = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(name, value).map(([key, text]) => `${key}:${text}`) },
  hop,
);
const method = fc.oneof(fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'), token);
const target = fc.oneof(
  fc.stringMatching(/^\/[!-~\x80-\xff]{0,30}$/),
  fc.constantFrom('*', '/', 'http://client.example/a?b=c', 'a:1', '//x'),
);

interface Written {
  readonly start: string;
  readonly lines: readonly string[];
  readonly body: string;
  readonly framing: 'sized' | 'chunked';
}

const request: fc.Arbitrary<Written> = fc
  .record({
    start: fc.tuple(method, target).map((both) => both.join(' ')),
    minor: fc.constantFrom(0, 1),
    lines: fc.array(line, { maxLength: 12 }),
    body: fc.stringMatching(/^[a-z ]{0,40}$/),
    chunks: fc.boolean(),
  })
  .filter(({ start }) => !/^(?:CONNECT|HEAD) /.test(start))
  .map(({ start, minor, lines, body, chunks }) => ({
    start: `${start} HTTP/1.${minor}`,
    lines,
    body,
    framing: chunks && minor === 1 ? 'chunked' : 'sized',
  }));

function bytesOf({ start, lines, body, framing }: Written): string {
  const head = [start, ...lines].join('\r\n');
  return framing === 'sized'
    ? `${head}\r\nContent-LENGTH: ${body.length + 6}\r\n\r\n${body}<body>`
    : `${head}\r\ntransfer-encoding:  Chunked\r\n\r\n${inChunk(body)}0\r\nX-a: 1\r\nx-A:<trailer>\r\n\r\n`;
}

function inChunk(body: string): string {
  return body === '' ? '' : `${body.length.toString(16)}\r\n${body}\r\n`;
}

describe('any request of a client', () => {
  it('reaches the candidate with the same octets as primary, except for the name of the exchange', async () => {
    await fc.assert(
      fc.asyncProperty(request, async (written) => {
        const { toPrimary, toCandidate } = await sentToBoth(bytesOf(written));
        expect(toCandidate).toBe(toPrimary);
      }),
      { numRuns: 100, seed: 11 },
    );
  });

  it('reaches the candidate in one chunk if the client sent several', async () => {
    const head = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
    const trailers = '0\r\nA: <trailer>\r\n\r\n';
    const { toCandidate } = await sentToBoth(`${head}2;ext="1"\r\nab\r\n1\r\nc\r\n${trailers}`);
    expect(toCandidate).toBe(`${head}3\r\nabc\r\n${trailers}`);
  });
});
