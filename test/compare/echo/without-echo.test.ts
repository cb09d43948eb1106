import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { threadCpuMs } from '../../../src/vocabulary/thread-cpu.ts';
import { exchangeEcho } from '../../../src/compare/echo/field-echo.ts';
import { withoutEchoes } from '../../../src/compare/echo/without-echo.ts';
import { exchangeId } from '../../../src/vocabulary/exchange.ts';

const sequence = 77;
const id = exchangeId('0a1b2c3d', sequence);

function cut(body: string): string {
  return Buffer.from(withoutEchoes(Buffer.from(body), [exchangeEcho(sequence)])).toString();
}

describe('an echo in JSON', () => {
  it.each([
    ['a member', `{"host":"a","x-parallax-exchange":"${id}"}`, '{"host":"a"}'],
    ['the first member', `{ "X-Parallax-Exchange" : "${id}" , "host" : "a" }`, '{ "host" : "a" }'],
    ['the only member', `{"headers":{"x-parallax-exchange":"${id}"}}`, '{"headers":{}}'],
    ['a list of values', `{"x-parallax-exchange":["${id}"],"é":1.10}`, '{"é":1.10}'],
    ['a variable of CGI', `{"A":"b","HTTP_X_PARALLAX_EXCHANGE":"${id}"}`, '{"A":"b"}'],
    ['a pair', `[["Host","a"],["x-parallax-exchange","${id}"]]`, '[["Host","a"]]'],
    ['the only pair', `{"raw":[["X-PARALLAX-EXCHANGE","${id}"]]}`, '{"raw":[]}'],
    [
      'a flat list',
      `{"raw":["Host","a","x-parallax-exchange","${id}","B","c"]}`,
      '{"raw":["Host","a","B","c"]}',
    ],
    ['a flat list with nothing else', `{"raw":["x-parallax-exchange","${id}"]}`, '{"raw":[]}'],
    [
      'an object',
      `[{"name":"Host","value":"a"},{"value":"${id}","name":"x-parallax-exchange"}]`,
      '[{"name":"Host","value":"a"}]',
    ],
    ['an object of one member', `[{"x-parallax-exchange":"${id}"},{"b":1}]`, '[{"b":1}]'],
    ['a line', `["host: a","x-parallax-exchange: ${id}"]`, '["host: a"]'],
    [
      'a text',
      `{"raw":"GET / \\"é\\u20ac\\r\\nx-parallax-exchange: ${id}\\r\\nHost: a"}`,
      '{"raw":"GET / \\"é\\u20ac\\r\\nHost: a"}',
    ],
    ['a text with nothing else', `{"raw":"x-parallax-exchange: ${id}"}`, '{"raw":""}'],
    [
      'JSON in a text',
      `{"body":"{\\"a\\":1,\\"x-parallax-exchange\\":\\"${id}\\"}"}`,
      '{"body":"{\\"a\\":1}"}',
    ],
    [
      'two places',
      `{"a":{"x-parallax-exchange":"${id}"},"b":[1,{"x-parallax-exchange":"${id}","c":2}]}`,
      '{"a":{},"b":[1,{"c":2}]}',
    ],
  ])('is removed: %s', (_, body, left) => {
    expect(cut(body)).toBe(left);
  });
});

describe('an echo in a text', () => {
  it.each([
    ['a line', `host: a\nx-parallax-exchange: ${id}\nb: c\n`, 'host: a\nb: c\n'],
    ['the last line', `host: a\r\n  X-Parallax-Exchange: ${id}`, 'host: a'],
    ['a form', `a=b&x-parallax-exchange=${id}&c=d`, 'a=b&c=d'],
    ['the end of a form', `a=b&x-parallax-exchange=${id}`, 'a=b'],
    ['the start of a form', `x-parallax-exchange=${id}&a=b`, 'a=b'],
    [
      'a row',
      `<tr><td>Host</td><td>a</td></tr><tr><td>x-parallax-exchange</td><td>${id}</td></tr>`,
      '<tr><td>Host</td><td>a</td></tr>',
    ],
    [
      'an entry',
      `<ul>\n<li><b>x-parallax-exchange</b>: ${id}</li>\n<li>b</li></ul>`,
      '<ul>\n<li>b</li></ul>',
    ],
    [
      'a definition',
      `<dt>Host</dt><dd>a</dd><dt>x-parallax-exchange</dt><dd>${id}</dd>`,
      '<dt>Host</dt><dd>a</dd>',
    ],
    ['a map of Go', `map[Host:[a] X-Parallax-Exchange:[${id}] Z:[b]]`, 'map[Host:[a] Z:[b]]'],
    ['a dictionary of Python', `{'host': 'a', 'x-parallax-exchange': '${id}'}`, "{'host': 'a'}"],
    [
      'lines of JSON',
      `{"a":1}\n{"h":{"x-parallax-exchange":"${id}","b":2}}\n`,
      '{"a":1}\n{"h":{"b":2}}\n',
    ],
  ])('is removed: %s', (_, body, left) => {
    expect(cut(body)).toBe(left);
  });
});

describe('a part of an answer that is not an echo', () => {
  it.each([
    ['the field with another value', '{"x-parallax-exchange":"other"}'],
    ['the name of another exchange', `{"x-parallax-exchange":"${exchangeId('0a1b2c3d', 78)}"}`],
    ['a longer value', `{"x-parallax-exchange":"${id}0"}`],
    ['the value under another name', `{"x-request-id":"${id}","about":"parallax"}`],
    ['another field beside it', `{"x-parallax-exchanges":"${id}"}`],
    ['name and value in two objects', `{"name":"x-parallax-exchange"}\n{"value":"${id}"}`],
    ['a name in the text alone', 'We added x-parallax-exchange to the list.'],
    ['words in between', `x-parallax-exchange was set to ${id}`],
  ])('stays unchanged: %s', (_, body) => {
    expect(cut(body)).toBe(body);
  });

  it('stays if the document differs beside an echo', () => {
    const body = `{"x-forwarded-for":"b","x-parallax-exchange":"${id}","place":"b"}`;
    expect(cut(body)).toBe('{"x-forwarded-for":"b","place":"b"}');
  });
});

describe('any JSON answer', () => {
  const word = fc.string({ maxLength: 6 });
  const field = ['x-parallax-exchange', id] as const;

  it('is the same with and without the echo as a member', () => {
    fc.assert(
      fc.property(
        fc.dictionary(word, fc.jsonValue({ maxDepth: 2 }), { minKeys: 1 }),
        fc.nat(),
        (headers, at) => {
          const entries = Object.entries(headers);
          const echoed = Object.fromEntries(
            entries.toSpliced(at % (entries.length + 1), 0, [...field]),
          );
          const wrap = (value: unknown) => JSON.stringify({ value, list: [value] }, null, at % 3);
          expect(JSON.parse(cut(wrap(echoed)))).toEqual(JSON.parse(wrap(headers)));
        },
      ),
      { numRuns: 200, seed: 12 },
    );
  });

  it('is the same with and without the echo as a pair', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word)), fc.nat(), (pairs, at) => {
        const echoed = pairs.toSpliced(at % (pairs.length + 1), 0, [...field]);
        expect(JSON.parse(cut(JSON.stringify(echoed)))).toEqual(pairs);
        const flat = { raw: echoed.flat() };
        expect(JSON.parse(cut(JSON.stringify(flat)))).toEqual({ raw: pairs.flat() });
      }),
      { numRuns: 200, seed: 12 },
    );
  });

  it('is searched in time proportional to its length', () => {
    const hostile = `x-parallax-exchange${'<'.repeat(100_000)}${'x-parallax-exchange<<>'.repeat(20_000)}`;
    const startedAt = threadCpuMs();
    cut(hostile);
    cut(JSON.stringify([hostile, hostile]));
    expect(threadCpuMs() - startedAt).toBeLessThan(2_000);
  });
});
