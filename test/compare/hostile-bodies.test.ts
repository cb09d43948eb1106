import { describe, expect, it } from 'vitest';
import {
  comparerFor,
  compareJsonTexts,
  compareResponses,
  exchangeOf,
  pairWith,
} from './pair-fixture.ts';

/**
 * The threat: a candidate, or whoever can write what a deployment answers, makes responses that
 * crash or stall the comparison, or that pass as equal although they are not. Each body here is
 * compared both ways, with a body that is fine and with one that is as hostile.
 */
const nestedArrays = (depth: number, leaf = '1') => '['.repeat(depth) + leaf + ']'.repeat(depth);
const nestedObjects = (depth: number, leaf = '1') =>
  '{"a":'.repeat(depth) + leaf + '}'.repeat(depth);

const hostile: ReadonlyArray<readonly [string, string | Uint8Array, string | Uint8Array]> = [
  ['arrays 100,000 deep', nestedArrays(100_000), nestedArrays(100_000, '2')],
  ['objects 100,000 deep', nestedObjects(100_000), nestedObjects(100_000, '2')],
  ['different depths', nestedArrays(50_000), nestedArrays(60_000)],
  [
    'long numbers 100,000 deep',
    nestedArrays(100_000, '12345678901234567890'),
    nestedArrays(99_999, '1e999'),
  ],
  ['a number of 500,000 digits', '9'.repeat(500_000), '8'.repeat(500_000)],
  ['an exponent of 500,000 digits', `1e${'9'.repeat(500_000)}`, `1e${'8'.repeat(500_000)}`],
  ['100,000 keys', wideObject(100_000, 1), wideObject(100_000, 2)],
  ['100,000 keys on one side only', wideObject(100_000, 1), '{}'],
  [
    '500,000 elements',
    JSON.stringify(Array(500_000).fill(1)),
    JSON.stringify(Array(500_000).fill(2)),
  ],
  ['a key of 500,000 characters', `{"${'k'.repeat(500_000)}":1}`, `{"${'k'.repeat(500_000)}":2}`],
  ['a string of 500,000 quotes', JSON.stringify('"'.repeat(500_000)), '""'],
  ['many prefixes of a token', JSON.stringify('eyJ.'.repeat(50_000)), '""'],
  ['many prefixes of a secret', JSON.stringify('password: '.repeat(50_000)), '""'],
  ['backslashes up to the end', `"${'\\'.repeat(99_999)}`, `"${'\\'.repeat(99_997)}`],
  ['a string without an end', `["${'a'.repeat(100_000)}`, '['],
  [
    'invalid UTF-8',
    Buffer.from([0x22, 0xc3, 0x28, 0x22]),
    Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]),
  ],
  ['lone surrogates', String.raw`"\ud800"`, String.raw`"\udc00"`],
  ['NUL bytes', Buffer.alloc(1000), Buffer.alloc(1001)],
  ['another value for a duplicate key', '{"a":1,"a":2}', '{"a":2,"a":1}'],
  ['prototype keys', '{"__proto__":{"a":1}}', '{"__proto__":{"a":2}}'],
  ['a constructor', '{"constructor":{"prototype":{"a":1}}}', '{"constructor":{"prototype":{}}}'],
];

describe('a hostile body', () => {
  it.each(hostile)('differs from a similar one: %s', (_, one, other) => {
    for (const [primary, candidate] of [
      [one, other],
      [other, one],
    ] as const) {
      const comparison = compareJsonTexts(primary, candidate);
      expect(comparison.outcome).toBe('mismatch');
      expect(comparison.differences.length).toBeGreaterThan(0);
    }
  });

  it.each(hostile)('differs from a harmless one: %s', (_, one) => {
    expect(compareJsonTexts(one, '{"ok":true}').outcome).toBe('mismatch');
    expect(compareJsonTexts('{"ok":true}', one).outcome).toBe('mismatch');
  });

  it.each(hostile)('has a short report: %s', (_, one, other) => {
    const bytes = Buffer.byteLength(JSON.stringify(compareJsonTexts(one, other).differences));
    expect(bytes).toBeLessThan(40_000);
  });

  it.each(hostile)('is compared with any other content type, too: %s', (_, one, other) => {
    for (const type of ['text/plain', 'application/octet-stream', '', ';;;=', 'a'.repeat(9999)]) {
      const fields = ['Content-Type', type];
      expect(compareResponses({ fields, body: one }, { fields, body: other }).outcome).toBe(
        'mismatch',
      );
    }
  });
});

describe('two equal documents that are nested too deeply to compare', () => {
  it('are a mismatch, because their equality is not proven', () => {
    const comparison = compareJsonTexts(nestedArrays(30_000), ` ${nestedArrays(30_000)}`);
    expect(comparison).toMatchObject({ outcome: 'mismatch', truncated: true });
    expect(comparison.differences[0]?.primary).toMatch(/^‹not compared: nested deeper than/);
  });
});

describe('a hostile head', () => {
  it.each([
    ['no colon', 'HTTP/1.1 200 OK\r\nlocation\r\n\r\n'],
    ['no end', 'HTTP/1.1 200 OK\r\nlocation: /a'],
    ['nothing', ''],
    ['no status', 'HTTP/1.1'],
    ['names of prototype members', 'HTTP/1.1 200 OK\r\n__proto__: a\r\nconstructor: b\r\n\r\n'],
  ])('is read without an exception: %s', (_, text) => {
    const response = { head: Buffer.from(text), body: new Uint8Array(0) };
    const pair = pairWith(exchangeOf({}), {
      kind: 'answered',
      response,
      firstByteMs: 1,
      totalMs: 1,
      firstPayloadMs: null,
      largestGapMs: null,
      askedAtMs: 0,
      answeredAtMs: 0,
    });
    expect(comparerFor().compare(pair).outcome).toBe('mismatch');
  });
});

function wideObject(width: number, value: number): string {
  return JSON.stringify(
    Object.fromEntries(Array.from({ length: width }, (_, i) => [`key${i}`, value])),
  );
}
