import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/vocabulary/parse-json.ts';

/** Each name is written with random escapes. */
const name = fc.oneof(
  fc.constantFrom('a', '}', ',', ':', '"', '\\', '/', '\n', '\ud800', 'a\\b', 'a\nb', 'a\\n'),
  fc.string({ maxLength: 3 }),
);
/** Numbers come first in any object, whatever the order of the text. */
const members = fc.uniqueArray(
  name.filter((text) => !/^\d+$/.test(text)),
  { maxLength: 6 },
);

function written(text: string, isEscaped: boolean): string {
  if (!isEscaped) return JSON.stringify(text);
  const codes = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  const escapes = codes.map((code) => String.raw`\u${code.toString(16).padStart(4, '0')}`);
  return `"${escapes.join('')}"`;
}

describe('an object with escaped names', () => {
  it('is parsed correctly, whatever was parsed before', () => {
    fc.assert(
      fc.property(members, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), (names, how) => {
        const pairs = names.map((one, at) => `${written(one, how[at] === true)} : ${at}`);
        const parsed = parseJson(`{${pairs.join(' , ')}}`) as object;
        expect(Object.entries(parsed)).toEqual(names.map((one, at) => [one, at]));
      }),
      { seed: 1, numRuns: 5_000 },
    );
  });
});

describe('an object that only looks escaped', () => {
  it.each([
    [String.raw`["{\"\\n\":1}"]`, [String.raw`{"\n":1}`]],
    [String.raw`["\n", "\n"]`, ['\n', '\n']],
    [String.raw`{"a":"\n","b":"\""}`, { a: '\n', b: '"' }],
    [String.raw`{", \"\n":1}`, { ', "\n': 1 }],
  ])('stays unchanged: %s', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it('causes an ordinary fault', () => {
    expect(() => parseJson(String.raw`{"\n":}`)).toThrow(SyntaxError);
  });
});
