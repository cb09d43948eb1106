import fc from 'fast-check';
import { type JSONValue, jsonpath } from 'json-p3';
import { describe, expect, it } from 'vitest';
import { compileSecretPaths } from '../../../src/compare/redaction/secret-paths.ts';
import { compilePathSet } from '../../../src/compare/rules/path-set.ts';
import type { RuleState } from '../../../src/compare/rules/rule-state.ts';
import { createWalkBudget, noCost } from '../../../src/vocabulary/walk-budget.ts';
import { compareJsonTexts } from '../pair-fixture.ts';

/** The places in a document that a set of paths matches, each as JSON. */
function placesIn(queries: readonly string[], document: JSONValue): ReadonlySet<string> {
  const { forDocuments } = compilePathSet(queries);
  const places = new Set<string>();
  const visit = (state: RuleState | null, value: unknown, location: (string | number)[]): void => {
    if (state === null) return;
    if (state.matched) places.add(JSON.stringify(location));
    if (typeof value !== 'object' || value === null) return;
    const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    for (const step of steps) {
      const child = (value as Record<string | number, unknown>)[step];
      visit(state.child(step, null), child, [...location, step]);
    }
  };
  visit(forDocuments?.(document, undefined, noCost) ?? null, document, []);
  return places;
}

function placesOfLibrary(queries: readonly string[], document: JSONValue): ReadonlySet<string> {
  const locations = queries.flatMap((one) => jsonpath.query(one, document).locations());
  return new Set(locations.map((location) => JSON.stringify(location)));
}

const names = ['a', 'b', 'c'];
const { document } = fc.letrec<{ document: JSONValue }>((tie) => ({
  document: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom<JSONValue[]>(0, 1, 2, 'a', 'ab', 'b\nb', '', true, null),
    fc.array(tie('document'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names), tie('document'), { maxKeys: 3 }),
  ),
}));

const singular = fc.constantFrom('@', '@.a', '@.b[0]', '@[-1]', '$.a', "@['c']");
const operand = fc.oneof(
  singular,
  fc.constantFrom('1', "'a'", 'null', 'true', 'length(@)', 'length(@.a)', 'count(@.*)'),
  fc.constantFrom('count(@..a)', 'value(@.*)', 'value($..b)', "count(@['a','a'])"),
);
const operator = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
const condition = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2 },
    fc.tuple(operand, operator, operand).map((parts) => parts.join(' ')),
    fc.constantFrom('@.a', '@..b', '@[?@.c]', '@[1:]', '$..a', '@.*'),
    fc.constantFrom("match(@, 'a.?')", "search(@.a, 'b')", "match(@, 'b.b')", "search(@, '^b')"),
    tie('condition').map((inner) => `!(${inner})`),
    fc.tuple(tie('condition'), tie('condition')).map((both) => `(${both.join(' || ')})`),
    fc.tuple(tie('condition'), tie('condition')).map((both) => both.join(' && ')),
  ),
})).condition;
const bound = fc.constantFrom('', '0', '1', '2', '-1', '-2');
const dependent = fc.oneof(
  { weight: 3, arbitrary: condition.map((one) => `?${one}`) },
  fc.constantFrom('-1', '-2'),
  fc
    .tuple(bound, bound, fc.constantFrom('', '1', '2', '-1', '-2', '0'))
    .map((bounds) => bounds.join(':')),
);
const selector = fc.oneof(dependent, fc.constantFrom("'a'", "'b'", '*', '0'));
const segment = fc
  .tuple(fc.constantFrom('', '', '..'), fc.array(selector, { minLength: 1, maxLength: 2 }))
  .map(([descend, selectors]) => `${descend}[${selectors.join()}]`);
const query = fc
  .tuple(fc.array(segment, { maxLength: 2 }), dependent, fc.array(segment, { maxLength: 1 }))
  .map(([before, one, after]) => `$${before.join('')}[${one}]${after.join('')}`);

const nested = (leaf: number): string =>
  `${'{"a":'.repeat(3000)}{"id":7,"at":${leaf}}${'}'.repeat(3000)}`;

const fiveThousand = (at: number): string =>
  JSON.stringify(Array.from({ length: 5000 }, () => ({ at })));

describe('paths with filters, slices and indexes from the end', () => {
  it('match the same values as the library', () => {
    fc.assert(
      fc.property(fc.array(query, { minLength: 1, maxLength: 2 }), document, (queries, value) => {
        expect(placesIn(queries, value)).toEqual(placesOfLibrary(queries, value));
      }),
      { seed: 11, numRuns: 4000 },
    );
  });

  it('match in each of the two documents by its own values', () => {
    const compare = { ignore: ['$[?@.old == 1].at', '$[?@.new == 1].at'] };
    const primary = '[{"old":1,"at":1},{"old":2,"at":1},{"old":3,"at":1}]';
    const candidate = '[{"new":2,"at":2},{"new":1,"at":2},{"new":3,"at":2}]';
    const left = compareJsonTexts(primary, candidate, compare).differences;
    expect(left.filter(({ path }) => path.endsWith('at')).map(({ path }) => path)).toEqual([
      '$[2].at',
    ]);
  });

  it('never backtrack on a pattern', () => {
    const text = 'a'.repeat(50_000);
    const compare = { ignore: ["$[?match(@.a, '(a+)+b')].at", "$[?search(@.a, '(a|a)+$')].at"] };
    const [one, other] = [1, 2].map((at) => JSON.stringify([{ a: text, at }]));
    expect(compareJsonTexts(one!, other!, compare).outcome).toBe('match');
  });

  it('are followed to any depth', () => {
    const compare = { ignore: ['$..[?@.id == 7].at'] };
    expect(compareJsonTexts(nested(1), nested(2), compare).outcome).toBe('match');
  });
});

/** Comes to every element of an array, as a walk does. */
function walked(path: string, elements: number): { matches: number; exceeded: string | null } {
  const value = Array.from({ length: elements }, (_, at) => ({ at }));
  const few = createWalkBudget({ nodesMax: 50, msMax: Infinity });
  const root = compilePathSet([path]).forDocuments?.(value, value, few);
  const matched = value.filter((_, at) => root?.child(at)?.matched === true);
  return { matches: matched.length, exceeded: few.exceeded() };
}

describe('the cost of paths with filters', () => {
  it('is one step for each element, whatever else the document contains', () => {
    expect(walked('$[?@.at >= 0]', 40)).toEqual({ matches: 40, exceeded: null });
  });

  it.each(['$[?$..at]', '$[?@ == $[0] || @.at >= 0]', '$[?count($[*]) > 0]'])(
    'includes all values that are read, and is limited: %s',
    (path) => {
      expect(walked(path, 60)).toMatchObject({ exceeded: 'more than 50 values' });
    },
  );

  it('matches no more values above the limit, even for a negated filter', () => {
    const { matches, exceeded } = walked('$[?!($[?@.at < 0])]', 60);
    expect([matches, exceeded]).toEqual([0, 'more than 50 values']);
  });

  it('is reported above the limit, and the comparison is a mismatch', () => {
    const comparison = compareJsonTexts(fiveThousand(1), fiveThousand(2), {
      ignore: ['$[?$..never].at'],
    });
    expect(comparison).toMatchObject({ outcome: 'mismatch', truncated: true });
    expect(comparison.differences.at(-1)?.primary).toMatch(/^‹not compared: /);
  });

  it('hides every value that may be a secret, above the limit', () => {
    const value = Array.from({ length: 5000 }, (_, id) => ({ id, password: 'x' }));
    const root = compileSecretPaths(['$[?count($..id) == 0].password']).in(value, null);
    const states = value.map((_, at) => root?.child(at)?.child('id')?.matched ?? false);
    expect([states[0], states.at(-1)]).toEqual([false, true]);
  });
});
