import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fieldValue,
  formatResponseHead,
  hasConnectionOption,
  parseRequestHead,
  parseResponseHead,
  withTrailers,
} from '../../src/vocabulary/raw-head.ts';

const name = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,12}$/);
/** Any octets a value may have: no controls but the tab, and no white space at its ends. */
const value = fc.stringMatching(/^([!-~\x80-\xff]([\t -~\x80-\xff]{0,20}[!-~\x80-\xff])?)?$/);
const fields = fc.array(fc.tuple(name, value), { maxLength: 8 }).map((pairs) => pairs.flat());
const whiteSpace = fc.stringMatching(/^[ \t]{0,3}$/);

function linesOf(fields: readonly string[], before: string, after: string): string {
  let text = '';
  for (let i = 0; i < fields.length; i += 2) {
    text += `${fields[i]}:${before}${fields[i + 1]}${after}\r\n`;
  }
  return text;
}

describe('a request head', () => {
  it('is read with each octet, name and duplicate as it was sent', () => {
    const target = fc.stringMatching(/^[!-~\x80-\xff]{1,30}$/);
    fc.assert(
      fc.property(name, target, fields, whiteSpace, whiteSpace, (method, target, fields, l, r) => {
        const text = `${method} ${target} HTTP/1.1\r\n${linesOf(fields, l, r)}\r\n`;
        expect(parseRequestHead(Buffer.from(text, 'latin1'))).toEqual({ method, target, fields });
      }),
      { seed: 13 },
    );
  });

  it('keeps a no-break space, which is not white space in HTTP', () => {
    const head = Buffer.from('GET / HTTP/1.1\r\nA: \xa0b\xa0\r\n\r\n', 'latin1');
    expect(parseRequestHead(head).fields).toEqual(['A', '\xa0b\xa0']);
  });
});

describe('a response head', () => {
  it.each(['HTTP/1.1 404 Not Found', 'HTTP/1.0 404', 'HTTP/1.1 404 ', 'HTTP/1.1 404 \xe9'])(
    'has the status in %s',
    (statusLine) => {
      const head = Buffer.from(`${statusLine}\r\nA: b\r\n\r\n`, 'latin1');
      expect(parseResponseHead(head)).toMatchObject({ status: 404, fields: ['A', 'b'] });
    },
  );

  it('is read as it was written, with the trailers after it', () => {
    const status = fc.integer({ min: 100, max: 999 });
    fc.assert(
      fc.property(status, fields, fields, (status, fields, trailers) => {
        const head = withTrailers(formatResponseHead(status, fields), trailers);
        expect(parseResponseHead(head)).toEqual({ status, fields, trailers });
      }),
      { seed: 13 },
    );
  });
});

describe('a value of a field', () => {
  const fields = ['Host', 'a', 'X-Key', 'first', 'x-key', 'second', 'Empty', ''];

  it.each([
    ['x-key', 'first'],
    ['host', 'a'],
    ['empty', ''],
    ['absent', undefined],
    // A value is not taken for a name.
    ['first', undefined],
  ])('is found: %s is %o', (name, value) => {
    expect(fieldValue(fields, name)).toBe(value);
  });
});

describe('an option of Connection', () => {
  const fields = ['Connection', 'keep-alive, \tClose', 'X', 'upgrade', 'connection', 'X-Hop'];

  it.each([
    ['close', true],
    ['keep-alive', true],
    ['x-hop', true],
    ['alive', false],
    ['upgrade', false],
  ])('is found in %s: %s', (option, isThere) => {
    expect(hasConnectionOption(fields, option)).toBe(isThere);
  });
});
