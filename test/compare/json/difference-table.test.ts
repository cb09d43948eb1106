import { describe, expect, it } from 'vitest';
import { compareJsonTexts } from '../pair-fixture.ts';

/** Each difference as `kind path primary → candidate`. */
function differences(primary: string, candidate: string): readonly string[] {
  return compareJsonTexts(primary, candidate).differences.map(
    (one) => `${one.kind} ${one.path} ${one.primary ?? '∅'} → ${one.candidate ?? '∅'}`,
  );
}

describe('JSON bodies that match', () => {
  it.each([
    ['{"a":1,"b":2}', '{"b":2,"a":1}'],
    ['{"a":[1,2]}', '{ "a" : [ 1 , 2 ] }'],
    ['{"a":"é/"}', String.raw`{"a":"\u00e9\/"}`],
    ['1', '1.0'],
    ['100', '1e2'],
    ['-0', '0'],
    ['0', '0e99999999999'],
    ['1.10', '1.1'],
    ['{"":{"":1}}', '{"":{"":1.0}}'],
  ])('are equal in meaning: %s and %s', (primary, candidate) => {
    expect(differences(primary, candidate)).toEqual([]);
    expect(differences(candidate, primary)).toEqual([]);
  });
});

describe('JSON bodies that differ', () => {
  it.each<[string, string, readonly string[]]>([
    ['{"a":1}', '{"a":2}', ['changed $.a 1 → 2']],
    ['{"a":1}', '{"a":"1"}', ['type $.a 1 → "1"']],
    ['{"a":1}', '{"a":null}', ['type $.a 1 → null']],
    ['{"a":{}}', '{"a":[]}', ['type $.a {} → []']],
    ['{"a":false}', '{"a":null}', ['type $.a false → null']],
    ['{"a":null}', '{}', ['removed $.a null → ∅']],
    ['{}', '{"a":null}', ['added $.a ∅ → null']],
    ['{"a":""}', '{"a":null}', ['type $.a "" → null']],
    ['[]', '{}', ['type $ [] → {}']],
    ['1', '2', ['changed $ 1 → 2']],
    ['null', '[]', ['type $ null → []']],
    ['[1,2]', '[1,2,3,4]', ['added $[2] ∅ → 3', 'added $[3] ∅ → 4']],
    ['[1,2,3]', '[1]', ['removed $[1] 2 → ∅', 'removed $[2] 3 → ∅']],
    ['{"a":{"b":{"c":1}}}', '{"a":{"b":{}}}', ['removed $.a.b.c 1 → ∅']],
    ['{"a":{"b":1}}', '{}', ['removed $.a {"b":1} → ∅']],
    [
      '{"x":1,"y":2,"z":3}',
      '{"w":0,"z":4,"y":2,"v":9}',
      ['removed $.x 1 → ∅', 'changed $.z 3 → 4', 'added $.w ∅ → 0', 'added $.v ∅ → 9'],
    ],
    ['"a"', '"A"', ['changed $ "a" → "A"']],
    [String.raw`"\ud800"`, String.raw`"\ud801"`, [String.raw`changed $ "\ud800" → "\ud801"`]],
  ])('have these differences: %s and %s', (primary, candidate, expected) => {
    expect(differences(primary, candidate)).toEqual(expected);
  });
});

describe('the path of a difference', () => {
  it.each([
    ['{"items":[{"cost":1}]}', '{"items":[{"cost":2}]}', '$.items[0].cost', '$.items[*].cost'],
    ['[[1]]', '[[2]]', '$[0][0]', '$[*][*]'],
    ['{"a b":1}', '{"a b":2}', '$["a b"]', '$["a b"]'],
    ['{"":1}', '{"":2}', '$[""]', '$[""]'],
    ['{"a.b":1}', '{"a.b":2}', '$["a.b"]', '$["a.b"]'],
    [String.raw`{"a\"]\n":1}`, '{}', String.raw`$["a\"]\n"]`, String.raw`$["a\"]\n"]`],
    ['{"naïve":1}', '{}', '$.naïve', '$.naïve'],
    ['{"0":1}', '{}', '$["0"]', '$[*]'],
    ['{"a3f1c0de":1}', '{}', '$.a3f1c0de', '$[*]'],
    ['{"address_1":1}', '{}', '$.address_1', '$.address_1'],
    ['{"__proto__":1}', '{}', '$.__proto__', '$.__proto__'],
  ])(
    'is a path and a field, in %s and %s: %s, counted as %s',
    (primary, candidate, path, template) => {
      expect(placeOf(primary, candidate)).toEqual([path, template]);
    },
  );

  it('is shortened in the middle if it is very deep', () => {
    const [path] = placeOf(deep('1'), deep('2'));
    expect(path).toBe(`$${'.a'.repeat(28)}…${'.a'.repeat(11)}`);
  });
});

describe('a comparison with many differences', () => {
  it('lists at most ten differences of one field, and is complete nevertheless', () => {
    const comparison = compareJsonTexts(listOf(1), listOf(2));
    expect(comparison.differences).toHaveLength(10);
    expect(comparison.truncated).toBe(false);
  });

  it('lists a difference of another kind in that field', () => {
    const { differences } = compareJsonTexts(
      `[${costs(1)},{"cost":1,"id":0}]`,
      `[${costs(2)},{"id":0}]`,
    );
    expect(differences.map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 10 }, () => 'changed'),
      'removed',
    ]);
  });

  it('lists a difference of another field behind them', () => {
    const templates = compareJsonTexts(listAndTotal(1), listAndTotal(2)).differences.map(
      (one) => one.template,
    );
    expect(templates).toContain('$.total');
  });

  it('lists at most fifty differences in all', () => {
    const comparison = compareJsonTexts(manyFields(1), manyFields(2));
    expect(comparison.differences).toHaveLength(50);
    expect(comparison.truncated).toBe(true);
  });

  it('is complete if it lists all', () => {
    expect(compareJsonTexts('[1,2]', '[3,4]').truncated).toBe(false);
  });
});

/** Path and template of the first difference. */
function placeOf(primary: string, candidate: string) {
  const [first] = compareJsonTexts(primary, candidate).differences;
  return [first?.path, first?.template];
}

function deep(leaf: string): string {
  return `${'{"a":'.repeat(100)}${leaf}${'}'.repeat(100)}`;
}

function listOf(cost: number): string {
  return `[${costs(cost)}]`;
}

function costs(cost: number): string {
  return Array.from({ length: 200 }, () => JSON.stringify({ cost })).join(',');
}

function listAndTotal(cost: number): string {
  return `{"items":${listOf(cost)},"total":${cost}}`;
}

function manyFields(value: number): string {
  return JSON.stringify(Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`f${i}`, value])));
}
