import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsOf } from '../support/long-runs.ts';
import { compareResponses, type ResponseSpec } from './pair-fixture.ts';

/**
 * The threat: any bytes at all, under any type and coding. Nothing may throw, and bytes that are
 * not the same may only pass as a match where they mean the same.
 */
const types = [
  'application/json',
  'application/problem+json',
  'application/x-ndjson',
  'text/event-stream',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=b',
  'multipart/mixed; boundary="a b"',
  'text/html',
  'application/xml; charset=utf-16le',
  'text/plain; charset=shift_jis',
  'text/plain; charset=iso-2022-jp',
  'text/plain',
  'application/octet-stream',
  '',
  ';;;charset=;boundary=',
];
const codings = ['', 'gzip', 'deflate', 'br', 'zstd', 'gzip, br', 'nonsense', ',,,'];

/** Parts of the formats, so that the generated texts are not only noise. */
const fragments = [
  '--b',
  '\r\n',
  '\n\n',
  '--b--',
  'data: ',
  '[DONE]',
  '{"choices":[{"index":0,"delta":{"content":"',
  '"}}]}',
  '{"a":',
  '"__proto__"',
  '[',
  ']',
  '}',
  '1e999',
  '%F',
  '%00',
  '&',
  '=',
  '<a ',
  'password="',
  '>',
  '\ufeff',
  '\ud800',
  'Content-Disposition: form-data; name=x',
];
const fragment = fc.constantFrom(...fragments).map((text) => Buffer.from(text));
const noise = fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes));
const body = fc
  .array(fc.oneof(fragment, noise), { maxLength: 12 })
  .map((all) => Buffer.concat(all));

const response: fc.Arbitrary<ResponseSpec> = fc.record({
  fields: fc
    .tuple(fc.constantFrom(...types), fc.constantFrom(...codings))
    .map(([type, coding]) => ['Content-Type', type, 'Content-Encoding', coding]),
  body,
});

describe('any two responses', () => {
  it('are compared without a fault, with the same outcome in both directions', () => {
    fc.assert(
      fc.property(response, response, (one, other) => {
        const there = compareResponses(one, other);
        const back = compareResponses(other, one);
        expect(there.outcome).toBe(back.outcome);
        expect(there.differences.length).toBe(back.differences.length);
        expect(there.outcome === 'match').toBe(there.differences.length === 0);
      }),
      { seed: 17, numRuns: runsOf(1500, 3000) },
    );
  });

  it('match if they are the same', () => {
    fc.assert(
      fc.property(response, (one) => {
        expect(compareResponses(one, one).outcome).toBe('match');
      }),
      { seed: 17, numRuns: 500 },
    );
  });
});

describe('bytes that are not text', () => {
  it.each(types)('never match other bytes, as %j', (type) => {
    const anyByte = fc.uint8Array({ minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(anyByte, anyByte, (one, other) => {
        // Each ends in a byte that is not UTF-8 and is not the other's.
        const [left, right] = [Buffer.from([...one, 0xff, 1]), Buffer.from([...other, 0xff, 2])];
        const fields = ['Content-Type', type];
        expect(compareResponses({ fields, body: left }, { fields, body: right }).outcome).toBe(
          'mismatch',
        );
      }),
      { seed: 17, numRuns: 200 },
    );
  });
});
