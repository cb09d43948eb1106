import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compareResponses } from './pair-fixture.ts';
import { compareBodies } from './body/body-spec.ts';

/**
 * The threat: bodies of every other format that stall the comparison, or that are given up on and
 * then pass as equal. Each pair differs in one place only, mostly at its end.
 */
const megabyte = 1_000_000;

function filled(unit: string, end: string): string {
  return unit.repeat(Math.floor(megabyte / unit.length)) + end;
}

const units: ReadonlyArray<readonly [type: string, unit: string, ends: readonly [string, string]]> =
  [
    ['text/event-stream', 'data: x\n\n', ['data: a\n\n', 'data: b\n\n']],
    ['text/event-stream', 'data:x\n', ['data: a\n\n', 'data: b\n\n']],
    ['text/event-stream', ':\n', ['data: a\n\n', 'data: b\n\n']],
    ['text/event-stream', 'data: {"a":1}\n\n', ['data: {"a":1}\n\n', 'data: {"a":2}\n\n']],
    ['text/event-stream', 'x', ['\ndata: a\n\n', '\ndata: b\n\n']],
    ['application/x-ndjson', '{"a":1}\n', ['1', '2']],
    ['application/x-ndjson', ' ', ['1', '2']],
    ['application/x-www-form-urlencoded', 'a=1&', ['a=1', 'a=2']],
    ['application/x-www-form-urlencoded', '%41', ['=1', '=2']],
    ['application/x-www-form-urlencoded', '&', ['a=1', 'a=2']],
    ['multipart/mixed; boundary=b', '--b\r\n\r\nx\r\n', ['--b\r\n\r\ny\r\n--b--', '--b--']],
    ['multipart/mixed; boundary=b', '\r\n--', ['b', 'c']],
    ['text/html', '<a ', ['a', 'b']],
    ['text/html', '<a "', ['a', 'b']],
    ['text/html', '<password>', ['a', 'b']],
    ['text/html', '> ', ['a', 'b']],
    ['text/plain', '\n', ['a', 'b']],
    ['text/plain', 'a', ['a', 'b']],
    ['text/plain', 'token="', ['a', 'b']],
    ['text/plain', '%3D', ['a', 'b']],
    ['text/plain', String.raw`\u0061`, ['a', 'b']],
    ['text/plain', 'eyJ.', ['a', 'b']],
    ['text/plain', '"secret":[', ['a', 'b']],
  ];

describe('a body of a megabyte with one repeated part', () => {
  it.each(units)(
    'is compared to its end, with a short report: %s %j',
    (type, unit, [one, other]) => {
      const primary = filled(unit, one);
      const candidate = filled(unit, other);
      const comparison = compareBodies(type, primary, candidate);
      expect(comparison.outcome).toBe('mismatch');
      expect(JSON.stringify(comparison).length).toBeLessThan(20_000);
      expect(compareBodies(type, candidate, primary).outcome).toBe('mismatch');
    },
  );
});

describe('a body that is too large to be parsed', () => {
  it.each([
    ['text/event-stream', 'data: {"a":1}\n\n'],
    ['application/x-ndjson', '{"a":1}\n'],
    ['application/x-www-form-urlencoded', 'a=1&'],
    ['multipart/mixed; boundary=b', '--b\r\n\r\nx\r\n'],
  ])('is a mismatch with a note: %s', (type, unit) => {
    const spec = (unit: string) => ({
      fields: ['Content-Type', type, 'Content-Encoding', 'gzip'],
      body: gzipSync(unit.repeat(Math.ceil((3 * megabyte) / unit.length))),
    });
    const one = spec(unit);
    const other = spec(unit.replace('1', '1 ').replace('x', 'xx'));
    expect(compareResponses(one, other)).toMatchObject({
      outcome: 'mismatch',
      reason: 'too_large',
      truncated: true,
      differences: [{ path: '$' }],
    });
    expect(compareResponses(one, one).outcome).toBe('match');
  });
});

describe('text that breaks off inside a character', () => {
  it.each([
    'application/json',
    'application/x-ndjson',
    'text/event-stream',
    'text/html',
    'text/plain',
    'text/plain; charset=utf-16le',
    'multipart/mixed; boundary=b',
  ])('differs from the text without that character, as %s', (type) => {
    const whole = Buffer.from('data: "é"\n\n');
    for (let length = 1; length < whole.length - 2; length += 1) {
      const comparison = compareBodies(type, whole, whole.subarray(0, length));
      expect(comparison.outcome).toBe('mismatch');
    }
    const [one, other] = ['é', 'è'].map((text) => Buffer.from(`"${text}`).subarray(0, 2));
    expect(compareBodies(type, one!, Buffer.concat([other!, Buffer.from('!')])).outcome).toBe(
      'mismatch',
    );
  });
});
