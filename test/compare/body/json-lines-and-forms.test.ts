import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBodies, differingPaths } from './body-spec.ts';

describe('JSON lines', () => {
  const type = 'application/x-ndjson';

  it.each([type, 'application/ndjson', 'application/jsonl', 'application/x-jsonlines'])(
    'are compared as values if their type is %s',
    (type) => {
      expect(compareBodies(type, '{"a":1,"b":2}\n[3]\n', '{"b":2, "a":1}\r\n\n[ 3 ]').outcome).toBe(
        'match',
      );
    },
  );

  it('have paths as in an array of the lines', () => {
    expect(differingPaths(type, '{"a":1}\n{"a":2}\n', '{"a":1}\n{"a":3}\n')).toEqual(['$[1].a']);
    expect(differingPaths(type, '{"a":1}\n', '{"a":1}\n{"a":3}\n')).toEqual(['$[1]']);
  });

  it('are subject to rules as an array', () => {
    const compare = { ignore: ['$[*].at'] };
    expect(compareBodies(type, '{"at":1}\n{"at":2}', '{"at":3}\n{}', compare).outcome).toBe(
      'match',
    );
  });

  it('are compared with exact numbers', () => {
    const [one, other] = ['12345678901234567890', '12345678901234567891'];
    expect(compareBodies(type, `1\n${one}\n`, `1\n${other}\n`).outcome).toBe('mismatch');
  });

  it.each([
    ['a line that breaks off', '{"a":1}\n{"a":\n', '{"a":1}\n{"a":2}\n'],
    ['a value that continues in the next line', '{"a":1\n"b":2}\n', '{"a":1,"b":2}\n'],
    ['two values in one line', '1,2\n', '1\n2\n'],
    ['the order of lines', '1\n2\n', '2\n1\n'],
  ])('differ in %s', (_, primary, candidate) => {
    expect(compareBodies(type, primary, candidate).outcome).toBe('mismatch');
    expect(compareBodies(type, candidate, primary).outcome).toBe('mismatch');
  });
});

describe('forms', () => {
  const type = 'application/x-www-form-urlencoded';

  it.each([
    ['in any order of names', 'a=1&b=2', 'b=2&a=1'],
    ['in any encoding', 'a=x%20y%2Fz', '%61=x+y/z'],
    ['with and without empty fields', 'a=1&&b=', '&a=1&b'],
    ['with text in any language', 'a=%C3%A9', 'a=é'],
    ['with and without a line end', 'a=1\r\n', 'a=1'],
  ])('are the same %s', (_, primary, candidate) => {
    expect(compareBodies(type, primary, candidate).outcome).toBe('match');
  });

  it.each([
    ['a value', 'a=1&b=2', 'a=1&b=3', ['$.b']],
    ['a field', 'a=1&b=2', 'a=1', ['$.b']],
    ['the order within a name', 'a=1&a=2', 'a=2&a=1', ['$.a']],
    ['letter case', 'a=x', 'a=X', ['$.a']],
    ['an equals sign in the value', 'a=b=c', 'a=b%26c', ['$.a']],
    ['a field named like a property of objects', '__proto__=1', '__proto__=2', ['$.__proto__']],
  ])('differ in %s', (_, primary, candidate, paths) => {
    expect(differingPaths(type, primary, candidate)).toEqual(paths);
  });

  it('are compared by their bytes if they are not UTF-8', () => {
    expect(compareBodies(type, 'a=%FF', 'a=%FE').outcome).toBe('mismatch');
    expect(compareBodies(type, 'a=%FF', 'a=%25FF').outcome).toBe('mismatch');
  });

  const field = fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }));
  const fields = fc.uniqueArray(field, { selector: ([name]) => name, minLength: 1, maxLength: 8 });

  it('are the same in any order and encoding, for random fields', () => {
    fc.assert(
      fc.property(fields, (pairs) => {
        const plain = new URLSearchParams(pairs).toString();
        const escaped = pairs.map((pair) => pair.map(escapeAll).join('=')).reverse();
        expect(compareBodies(type, plain, escaped.join('&')).outcome).toBe('match');
      }),
      { seed: 5 },
    );
  });

  it('differ if one value differs, for random fields', () => {
    fc.assert(
      fc.property(fields, fc.string({ unit: 'grapheme' }), fc.nat(), (pairs, value, at) => {
        const changed = pairs.map(([name, before], i) =>
          i === at % pairs.length ? [name, `${before}${value}!`] : [name, before],
        );
        const [one, other] = [pairs, changed].map((each) => new URLSearchParams(each).toString());
        expect(compareBodies(type, one!, other!).outcome).toBe('mismatch');
      }),
      { seed: 5 },
    );
  });
});

function escapeAll(text: string): string {
  return Buffer.from(text).toString('hex').replaceAll(/../g, '%$&');
}
