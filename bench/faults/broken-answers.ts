import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type Fault, playedFault, type PlayedFaultOptions } from './fault.ts';
import type { Play } from './faulty-server.ts';
import { answer, soundAnswer } from './messages.ts';

type Answer = Buffer | string | ((path: string) => Buffer);

/** Writes the answer at once and closes the connection. */
function says(name: string, what: Answer, options: PlayedFaultOptions = {}): Fault {
  const onRequest: NonNullable<Play['onRequest']> = (socket, path) => {
    socket.end(typeof what === 'function' ? what(path) : what, 'latin1');
  };
  return playedFault(name, { onRequest }, options);
}

/** The same, but keeps the connection open. */
function saysAndStays(name: string, what: Answer, options: PlayedFaultOptions = {}): Fault {
  const onRequest: NonNullable<Play['onRequest']> = (socket, path) => {
    socket.write(typeof what === 'function' ? what(path) : what, 'latin1');
  };
  return playedFault(name, { onRequest }, { quietMs: 1_000, ...options });
}

/** Created on first use, as it takes a while. */
function lazily(make: () => Buffer): () => Buffer {
  let made: Buffer | null = null;
  return () => (made ??= make());
}

const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;
const bombBytes = 128 * 2 ** 20;
const largeBytes = 64 * 2 ** 20;

const bomb = lazily(() => answer(gzipSync(Buffer.alloc(bombBytes)), 'Content-Encoding: gzip\r\n'));
const truncatedGzip = lazily(() =>
  answer(gzipSync(randomBytes(5_000)).subarray(0, 3_000), 'Content-Encoding: gzip\r\n'),
);
const large = lazily(() =>
  answer(Buffer.concat([Buffer.from('["'), Buffer.alloc(largeBytes, 'x'), Buffer.from('"]')])),
);

/** Answers that break HTTP, its framing, or the format of the body. */
export const brokenAnswers: readonly Fault[] = [
  says('a field of 64 KB', `${head}X-Long: ${'x'.repeat(65_600)}\r\nContent-Length: 2\r\n\r\n{}`),
  says(
    '10,000 fields',
    (path) => {
      const sound = soundAnswer(path).toString('latin1');
      return Buffer.from(sound.replace('\r\n', `\r\n${'a:1\r\n'.repeat(10_000)}`), 'latin1');
    },
    { mayMatch: true },
  ),
  says('an invalid status line', 'HTTP/1.1 9000 Fine\r\nContent-Length: 2\r\n\r\n{}'),
  says('a negative Content-Length', `${head}Content-Length: -1\r\n\r\n{}`),
  says('two Content-Lengths', `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x`),
  says('a huge Content-Length', `${head}Content-Length: 99999999999999999999\r\n\r\n{}`),
  says(
    'a Content-Length beside chunks',
    `${head}Content-Length: 2\r\n${chunked.slice(head.length)}0\r\n\r\n`,
  ),
  says(
    'a Content-Length that is too small',
    `${head}Content-Length: 2\r\n\r\n{"more":"than that"}`,
  ),
  says('a Content-Length that is too large', `${head}Content-Length: 100\r\n\r\n{"less":1}`),
  says('a chunk size that overflows', `${chunked}FFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n`),
  says('a chunk size that is none', `${chunked}zz\r\n{}\r\n0\r\n\r\n`),
  says('no last chunk', `${chunked}2\r\n{}\r\n`),
  saysAndStays(
    'garbage after the answer',
    (path) => Buffer.concat([soundAnswer(path), Buffer.from('\x00\xff garbage', 'latin1')]),
    { mayMatch: true },
  ),
  saysAndStays(
    'two answers to one request',
    (path) => Buffer.concat([soundAnswer(path), answer('{"for":"somebody else"}')]),
    { mayMatch: true },
  ),
  saysAndStays(
    '101 that nobody asked for',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n\x81\x05hello',
  ),
  says('HTTP/0.9', '{"no":"head"}\r\n'),
  says('bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 2\n\n{}'),
  says('HTTP/2', '\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  says(
    'binary noise',
    Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * i * 31 + 7) % 256)),
  ),
  says('NULs in the head', `${head}X-Nul: a\0b\r\nContent-Length: 2\r\n\r\n{}`),
  says('204 with a body', 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello'),
  says('500', answer('{"error":"broken"}', '', '500 Internal Server Error')),
  says('a gzip bomb of 128 MB', bomb),
  says('truncated gzip', truncatedGzip),
  says('JSON that is no UTF-8', answer(Buffer.from('{"name":"\xc3\x28\xff\xfe"}', 'latin1'))),
  says('JSON nested 100,000 deep', answer('['.repeat(100_000) + ']'.repeat(100_000))),
  says('JSON of 64 MB', large, { requestsMax: 6 }),
];
