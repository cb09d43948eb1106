import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compareResponses, type ResponseSpec } from './pair-fixture.ts';

const json = '{"id":7,"name":"reports"}';

function coded(encoding: string, body: Uint8Array, type = 'application/json'): ResponseSpec {
  return { fields: ['Content-Type', type, 'Content-Encoding', encoding], body };
}

function typed(type: string, body: string | Uint8Array): ResponseSpec {
  return { fields: ['Content-Type', type], body };
}

describe('the comparer decodes the content coding', () => {
  const other = '{"name":"reports","id":7}';
  it.each<[string, (body: Buffer) => Uint8Array]>([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['identity', (body) => body],
    ['none', (body) => body],
    ['deflate, gzip', (body) => gzipSync(deflateSync(body))],
    ['br, identity, zstd', (body) => zstdCompressSync(brotliCompressSync(body))],
  ])('%s', (encoding, encode) => {
    const comparison = compareResponses(
      coded(encoding, encode(Buffer.from(json))),
      coded(encoding, encode(Buffer.from(other))),
    );
    expect(comparison).toMatchObject({ outcome: 'match', truncated: false });
  });

  it('gzip, with the same content at two levels of compression', () => {
    const text = Buffer.from('data: {"n":1}\n\n'.repeat(100));
    const [left, right] = [1, 9].map((level) =>
      coded('gzip', gzipSync(text, { level }), 'text/event-stream'),
    );
    expect(left?.body).not.toEqual(right?.body);
    expect(compareResponses(left!, right!).outcome).toBe('match');
  });

  it('gzip, even if Content-Encoding is not compared', () => {
    const comparison = compareResponses(
      coded('gzip', gzipSync(Buffer.from(json))),
      typed('application/json', json),
      { headers: [] },
    );
    expect(comparison.outcome).toBe('match');
  });

  it('no empty body, such as the answer to HEAD', () => {
    const comparison = compareResponses(
      coded('gzip', new Uint8Array(0)),
      typed('application/json', ''),
      { headers: [] },
    );
    expect(comparison.outcome).toBe('match');
  });
});

describe('a body that cannot be decoded', () => {
  const fine = gzipSync(Buffer.from(json));
  it.each<[string, string, Uint8Array]>([
    ['damaged content coding', 'gzip', fine.subarray(0, fine.length - 9)],
    ['damaged content coding', 'gzip', Buffer.concat([fine, Buffer.from('garbage')])],
    ['bytes behind the end', 'gzip', Buffer.concat([fine, Buffer.alloc(9)])],
    ['bytes behind the end', 'br', Buffer.concat([brotliCompressSync('x'), Buffer.from('x')])],
    ['bytes behind the end', 'deflate', Buffer.concat([deflateSync('x'), Buffer.from('x')])],
    ['damaged content coding', 'gzip', Buffer.from(json)],
    ['damaged content coding', 'br', Buffer.from('not brotli')],
    ['unknown content coding', 'compress', Buffer.from('x')],
    ['too many content codings', 'gzip, gzip, gzip, gzip, gzip', gzipSync(fine)],
    ['too large when decoded', 'gzip', gzipSync(Buffer.alloc(17 * 1024 * 1024))],
    ['too large when decoded', 'zstd', zstdCompressSync(Buffer.alloc(17 * 1024 * 1024))],
    ['too large when decoded', 'br', brotliCompressSync(Buffer.alloc(17 * 1024 * 1024))],
  ])('is a difference: %s (%s)', (reason, encoding, body) => {
    const comparison = compareResponses(coded(encoding, fine), coded(encoding, body));
    const found = comparison.differences.find((one) => one.aspect === 'body');
    expect(comparison).toMatchObject({ outcome: 'mismatch', truncated: true });
    expect(found?.candidate).toContain(reason);
  });

  it.each<[string, string, Uint8Array]>([
    ['too_large', 'gzip', gzipSync(Buffer.alloc(17 * 1024 * 1024))],
    ['damaged_coding', 'gzip', fine.subarray(0, 9)],
    ['unknown_coding', 'compress', fine],
  ])('has its reason in the comparison: %s', (reason, encoding, body) => {
    expect(compareResponses(coded('gzip', fine), coded(encoding, body)).reason).toBe(reason);
  });

  it('is a mismatch if the two damaged bodies differ in one byte', () => {
    const [left, right] = ['a', 'b'].map((text) => coded('gzip', Buffer.from(text)));
    expect(compareResponses(left!, right!).outcome).toBe('mismatch');
  });

  it('is a match if both sides have the same bytes', () => {
    const same = coded('compress', Buffer.from('x'));
    expect(compareResponses(same, same).outcome).toBe('match');
  });

  it('is a mismatch if the same bytes have different stated codings', () => {
    const [left, right] = ['gzip', 'identity'].map((encoding) => coded(encoding, fine));
    expect(compareResponses(left!, right!, { headers: [] }).outcome).toBe('mismatch');
  });
});

describe('JSON bodies', () => {
  it.each(['application/json', 'application/problem+json', 'text/json', 'APPLICATION/JSON;v=1'])(
    'are compared by their meaning if their type is %s',
    (type) => {
      const comparison = compareResponses(typed(type, json), typed(type, ` ${json}\n`));
      expect(comparison.outcome).toBe('match');
    },
  );

  it('are the same with and without a byte order mark', () => {
    expect(compareResponses({ body: json }, { body: `\ufeff${json}` }).outcome).toBe('match');
  });

  it.each([
    ['invalid JSON', '{"id":7,}'],
    ['nothing', ''],
    ['half of the document', json.slice(0, 9)],
  ])('differ in one place if one side has %s', (_, body) => {
    const comparison = compareResponses({ body: json }, { body });
    expect(comparison).toMatchObject({ outcome: 'mismatch', truncated: false });
    expect(comparison.differences).toMatchObject([{ aspect: 'body', path: '$' }]);
  });

  it('differ if their invalid UTF-8 differs, though both decode to the same text', () => {
    const [left, right] = [0xff, 0xfe].map((byte) => Buffer.from([0x22, byte, 0x22]));
    expect(compareResponses({ body: left! }, { body: right! }).outcome).toBe('mismatch');
  });
});

describe('bodies that are not JSON', () => {
  it('have a short text shown', () => {
    const comparison = compareResponses(
      typed('text/plain', 'ok'),
      typed('text/plain', 'not\u0007ok'),
    );
    expect(comparison.differences).toMatchObject([
      { kind: 'changed', path: '$', primary: 'ok', candidate: String.raw`not\u0007ok` },
    ]);
  });

  it('have long content shown as length, digest and position of the first difference', () => {
    const image = Buffer.alloc(440, 'GIF89a');
    const [difference] = compareResponses(
      typed('image/gif', image),
      typed('image/gif', Buffer.concat([image.subarray(0, 300), Buffer.from('!')])),
    ).differences;
    expect(difference?.primary).toMatch(
      /^‹image\/gif, 440 bytes, differs from byte 300, #[0-9a-f]{10}›$/,
    );
    expect(difference?.candidate).toMatch(/301 bytes/);
    expect(difference?.candidate).not.toBe(difference?.primary);
  });

  it('are never shown if they are binary', () => {
    const [difference] = compareResponses(
      typed('application/octet-stream', 'abc'),
      typed('application/octet-stream', 'abd'),
    ).differences;
    expect(difference?.primary).toMatch(
      /^‹application\/octet-stream, 3 bytes, differs from byte 2/,
    );
  });

  it('differ in one place if one side is JSON and the other HTML', () => {
    const comparison = compareResponses(
      typed('application/json', json),
      typed('text/html', '<h1>Bad gateway</h1>'),
      { headers: [] },
    );
    expect(comparison.differences).toMatchObject([
      { kind: 'type', path: '$', primary: json, candidate: '<h1>Bad gateway</h1>' },
    ]);
  });

  it('are reported as added or removed if only one side has one', () => {
    expect(
      compareResponses(typed('text/plain', ''), typed('text/plain', 'x')).differences,
    ).toMatchObject([{ kind: 'added', primary: null, candidate: 'x' }]);
    expect(
      compareResponses(typed('text/plain', 'x'), typed('text/plain', '')).differences,
    ).toMatchObject([{ kind: 'removed', primary: 'x', candidate: null }]);
  });
});
