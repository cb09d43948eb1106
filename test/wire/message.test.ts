import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageFramer } from '../../src/wire/message.ts';

/** The events of a framer for a stream in these chunks, one per line. */
function follow(of: 'request' | 'response', chunks: readonly Buffer[]): string[] {
  const events: string[] = [];
  let payload = '';
  const framer = new MessageFramer(of, {
    onStart: () => events.push('start'),
    onHead: (head) => {
      events.push(`head ${head.bytes.toString('latin1').split('\r\n')[0]}`);
      if (head.chunked) return 'chunked';
      return head.contentLength === null ? (of === 'request' ? 'none' : 'close') : 'length';
    },
    onPayload: (piece) => {
      payload += piece.toString('latin1');
    },
    onEnd: () => {
      events.push(`end ${payload}`);
      payload = '';
    },
  });
  for (const chunk of chunks) {
    const fault = framer.read(chunk);
    if (fault !== null) return [...events, `opaque ${fault}`];
  }
  framer.end();
  if (!framer.betweenMessages) events.push('unfinished');
  return events;
}

function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
  places.sort((a, b) => a - b);
  return places.slice(1).map((end, i) => Buffer.from(bytes.subarray(places[i], end)));
}

const wellFormed: readonly [
  name: string,
  of: 'request' | 'response',
  text: string,
  ends: string[],
][] = [
  ['a request without a body', 'request', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', ['']],
  ['a request without fields', 'request', 'GET / HTTP/1.0\r\n\r\n', ['']],
  ['an absolute target', 'request', 'GET http://a/b?c HTTP/1.1\r\nHost: a\r\n\r\n', ['']],
  ['an asterisk target', 'request', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', ['']],
  ['a length', 'request', 'POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc', ['abc']],
  ['a length of zero', 'request', 'POST / HTTP/1.1\r\ncontent-length: 0\r\n\r\n', ['']],
  [
    'requests sent ahead',
    'request',
    'POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\naGET /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\n\r\n',
    ['a', '', ''],
  ],
  [
    'chunks',
    'request',
    'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n',
    ['abc0123456789'],
  ],
  [
    'chunks with extensions and trailers',
    'response',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3;a="b c"\r\nabc\r\n0;last\r\nX-Sum: 1\r\n\r\n',
    ['abc'],
  ],
  ['a body up to the close', 'response', 'HTTP/1.1 200 OK\r\n\r\nall of it', ['all of it']],
  ['no reason phrase', 'response', 'HTTP/1.1 200\r\nContent-Length: 1\r\n\r\na', ['a']],
  [
    'octets beyond ASCII in values and targets',
    'request',
    'GET /\xe4 HTTP/1.1\r\nX: \xff\t\xe4\r\n\r\n',
    [''],
  ],
];

const refused: readonly [name: string, of: 'request' | 'response', text: string, reason: string][] =
  [
    ['another protocol', 'request', 'GET / RTSP/1.0\r\n\r\n', 'not_http1'],
    ['HTTP/0.9', 'request', 'GET /\r\n', 'not_http1'],
    ['HTTP/2 with prior knowledge', 'request', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'not_http1'],
    ['a TLS hello', 'request', '\x16\x03\x01\x02\x00\x01', 'not_http1'],
    ['an empty line ahead', 'request', '\r\nGET / HTTP/1.1\r\n\r\n', 'malformed_head'],
    ['a bare LF in the start line', 'request', 'GET / HTTP/1.1\nHost: a\r\n', 'malformed_head'],
    ['a bare LF in a field', 'request', 'GET / HTTP/1.1\r\nHost: a\nB: c\r\n', 'malformed_head'],
    ['a bare CR in a field', 'request', 'GET / HTTP/1.1\r\nHost: a\rb\r\n', 'malformed_head'],
    ['a NUL', 'request', 'GET / HTTP/1.1\r\nHost: a\0\r\n', 'malformed_head'],
    ['a folded line', 'request', 'GET / HTTP/1.1\r\nA: b\r\n c\r\n', 'malformed_head'],
    ['a space before the colon', 'request', 'GET / HTTP/1.1\r\nHost : a\r\n', 'malformed_head'],
    ['a nameless field', 'request', 'GET / HTTP/1.1\r\n: a\r\n', 'malformed_head'],
    ['two spaces', 'request', 'GET  / HTTP/1.1\r\n', 'malformed_head'],
    [
      'a head of more than 64 KiB',
      'request',
      `GET / HTTP/1.1\r\nA: ${'a'.repeat(65_536)}\r\n\r\n`,
      'head_too_large',
    ],
    [
      'a repeated length',
      'request',
      'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na',
      'ambiguous_length',
    ],
    [
      'a list of lengths',
      'request',
      'A / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n',
      'ambiguous_length',
    ],
    [
      'a signed length',
      'request',
      'A / HTTP/1.1\r\nContent-Length: +1\r\n\r\n',
      'ambiguous_length',
    ],
    [
      'a length beside chunks',
      'request',
      'A / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      'ambiguous_length',
    ],
    [
      'chunks in HTTP/1.0',
      'request',
      'A / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n',
      'ambiguous_length',
    ],
    [
      'another transfer coding',
      'request',
      'A / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n',
      'unknown_transfer_coding',
    ],
    [
      'an invalid chunk size',
      'request',
      'A / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\n',
      'malformed_chunk',
    ],
    [
      'a chunk size that overflows',
      'request',
      'A / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1000000000000000\r\n',
      'malformed_chunk',
    ],
    [
      'a chunk that is longer than stated',
      'request',
      'A / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n',
      'malformed_chunk',
    ],
    ['a status of two digits', 'response', 'HTTP/1.1 20 OK\r\n\r\n', 'malformed_head'],
  ];

describe('the framer', () => {
  it.each(wellFormed)('finds the end of messages with %s', (_, of, text, bodies) => {
    const ends = follow(of, [Buffer.from(text, 'latin1')]).filter((event) =>
      event.startsWith('end'),
    );
    expect(ends).toEqual(bodies.map((body) => `end ${body}`));
  });
});

describe('the framer with an ambiguous message', () => {
  it.each(refused)('stops at %s', (_, of, text, reason) => {
    expect(follow(of, [Buffer.from(text, 'latin1')]).at(-1)).toBe(`opaque ${reason}`);
  });
});

describe('the framer with a stream in pieces', () => {
  const streams = [...wellFormed, ...refused].map(([name, of, text]) => ({ name, of, text }));

  it.each(streams)('finds the same in any pieces, with $name', ({ of, text }) => {
    const bytes = Buffer.from(text, 'latin1');
    const whole = follow(of, [bytes]);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 8 }), (cuts) => {
        expect(follow(of, cutAt(bytes, cuts))).toEqual(whole);
      }),
      { seed: 1, numRuns: 100 },
    );
    const octets = [...bytes].map((octet) => Buffer.from([octet]));
    expect(follow(of, octets)).toEqual(whole);
  });
});
