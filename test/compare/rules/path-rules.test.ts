import fc from 'fast-check';
import { type JSONValue, jsonpath } from 'json-p3';
import { describe, expect, it } from 'vitest';
import { compilePathSet } from '../../../src/compare/rules/path-set.ts';
import type { RuleState } from '../../../src/compare/rules/rule-state.ts';
import { compareJsonTexts } from '../pair-fixture.ts';

function pathsLeft(primary: string, candidate: string, ...ignore: string[]): readonly string[] {
  return compareJsonTexts(primary, candidate, { ignore }).differences.map((one) => one.path);
}

describe('an ignored path', () => {
  const primary = '{"id":1,"createdAt":"a","items":[{"id":1,"at":1},{"id":2,"at":2}],"x":{"id":3}}';
  const candidate = '{"id":9,"items":[{"id":8,"at":5},{"id":7,"at":6}],"x":{"id":6}}';

  it.each<[string, readonly string[]]>([
    [
      '$.createdAt',
      ['$.id', '$.items[0].id', '$.items[0].at', '$.items[1].id', '$.items[1].at', '$.x.id'],
    ],
    ['$..id', ['$.createdAt', '$.items[0].at', '$.items[1].at']],
    ['$.items', ['$.id', '$.createdAt', '$.x.id']],
    ['$.items[*].at', ['$.id', '$.createdAt', '$.items[0].id', '$.items[1].id', '$.x.id']],
    ["$['items'][0]", ['$.id', '$.createdAt', '$.items[1].id', '$.items[1].at', '$.x.id']],
    ['$.items[-1]', ['$.id', '$.createdAt', '$.items[0].id', '$.items[0].at', '$.x.id']],
    ['$.items[1:]', ['$.id', '$.createdAt', '$.items[0].id', '$.items[0].at', '$.x.id']],
    [
      "$['id','x']",
      ['$.createdAt', '$.items[0].id', '$.items[0].at', '$.items[1].id', '$.items[1].at'],
    ],
    [
      '$.items[?@.id == 2].at',
      ['$.id', '$.createdAt', '$.items[0].id', '$.items[0].at', '$.items[1].id', '$.x.id'],
    ],
    ['$.items[?@.id == 8]', ['$.id', '$.createdAt', '$.items[1].id', '$.items[1].at', '$.x.id']],
    ['$.*', []],
    ['$..*', []],
    ['$', []],
  ])('ignores nothing else: %s', (path, left) => {
    expect(pathsLeft(primary, candidate, path)).toEqual(left);
  });

  it('makes a pair a match that differs nowhere else', () => {
    const comparison = compareJsonTexts('{"at":1}', '{"at":2}', { ignore: ['$.at'] });
    expect(comparison).toMatchObject({ outcome: 'match', truncated: false });
  });

  it('may be beside a path that depends on values', () => {
    const left = pathsLeft(primary, candidate, '$..at', '$.items[?@.id == 1].id', '$.createdAt');
    expect(left).toEqual(['$.id', '$.items[1].id', '$.x.id']);
  });

  it('compares numbers in filters exactly, however long', () => {
    const ignore = '$.items[?@.id > 9007199254740990].at';
    expect(pathsLeft(bodyWithLongId(1), bodyWithLongId(2), ignore)).toEqual([]);
  });

  it('does not ignore a status, a header or a body that is not JSON', () => {
    expect(pathsLeft('{"a":1}', 'not JSON', '$..*')).toEqual(['$']);
  });

  it('that depends on values leaves a mismatch if the body is too deep', () => {
    const comparison = compareJsonTexts(deep(1), deep(2), { ignore: ['$..[?@.a]'] });
    expect(comparison.outcome).toBe('mismatch');
  });
});

describe('the automaton of ignored paths', () => {
  const names = ['a', 'b', 'c', ''];
  const selector = fc.oneof(
    fc.constantFrom(...names.map((name) => `'${name}'`), '*', '0', '1'),
    fc.constantFrom("'a'", '*'),
  );
  const segment = fc
    .tuple(fc.constantFrom('', '..'), fc.array(selector, { minLength: 1, maxLength: 2 }))
    .map(([descend, selectors]) => `${descend}[${selectors.join()}]`);
  const query = fc.array(segment, { maxLength: 4 }).map((segments) => `$${segments.join('')}`);
  const { document } = fc.letrec<{ document: JSONValue }>((tie) => ({
    document: fc.oneof(
      { depthSize: 'medium' },
      fc.constant(1),
      fc.array(tie('document'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), tie('document'), { maxKeys: 4 }),
    ),
  }));

  it('matches the same values as the library', () => {
    fc.assert(
      fc.property(fc.array(query, { minLength: 1, maxLength: 3 }), document, (queries, value) => {
        const { byPath, forDocuments } = compilePathSet(queries);
        expect(forDocuments).toBeNull();
        const expected = queries.flatMap((one) => jsonpath.query(one, value).locations());
        expect(new Set(matchedPlaces(byPath, value, []))).toEqual(
          new Set(expected.map((location) => JSON.stringify(location))),
        );
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  it('is used alone if no path depends on values or lengths', () => {
    expect(['$.a[?@.b]', '$.a[1:2]', '$.a[-1]'].map(needsDocuments)).toEqual([true, true, true]);
    expect(['$', '$.a', '$..a[0]', '$.*'].map(needsDocuments)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

function matchedPlaces(
  state: RuleState | null,
  value: unknown,
  location: readonly (string | number)[],
): string[] {
  if (state === null) return [];
  const here = state.matched ? [JSON.stringify(location)] : [];
  if (typeof value !== 'object' || value === null) return here;
  const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  const below = steps.flatMap((step) => {
    const child = (value as Record<string | number, unknown>)[step];
    return matchedPlaces(state.child(step), child, [...location, step]);
  });
  return [...here, ...below];
}

function needsDocuments(path: string): boolean {
  return compilePathSet([path]).forDocuments !== null;
}

function bodyWithLongId(at: number): string {
  return `{"items":[{"id":9007199254740993,"at":${at}}]}`;
}

function deep(leaf: number): string {
  return `${'['.repeat(5000)}${leaf}${']'.repeat(5000)}`;
}
