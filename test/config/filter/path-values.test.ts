import fc from 'fast-check';
import { type JSONValue, jsonpath } from 'json-p3';
import { describe, expect, it } from 'vitest';
import { compilePathValues } from '../../../src/config/filter/path-values.ts';
import { createWalkBudget, noCost } from '../../../src/vocabulary/walk-budget.ts';

const names = ['a', 'b'];
const { document } = fc.letrec<{ document: JSONValue }>((tie) => ({
  document: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom<JSONValue[]>(0, 1, 2, 'a', 'ab', null),
    fc.array(tie('document'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names), tie('document'), { maxKeys: 2 }),
  ),
}));

const selector = fc.constantFrom("'a'", '*', '0', '-1', '1:', '?@.a', '?@ > 0', "?@ == 'a'");
const segment = fc
  .tuple(fc.constantFrom('', '..'), fc.array(selector, { minLength: 1, maxLength: 2 }))
  .map(([descend, selectors]) => `${descend}[${selectors.join()}]`);
const query = fc.array(segment, { maxLength: 3 }).map((segments) => `$${segments.join('')}`);

describe('the values that a path selects', () => {
  it('are the same as in the library, in the order of the document', () => {
    fc.assert(
      fc.property(query, document, (path, value) => {
        expect(compilePathValues(path)(value, noCost)).toEqual(
          jsonpath.query(path, value).values(),
        );
      }),
      { seed: 3, numRuns: 3000 },
    );
  });

  it('are found in a document of any depth', () => {
    const deep: unknown = JSON.parse(`${'{"a":'.repeat(50_000)}{"id":7}${'}'.repeat(50_000)}`);
    expect(compilePathValues('$..id')(deep, noCost)).toEqual([7]);
  });

  it('are unknown above the cost limit, also if a negated filter would select more', () => {
    const value = Array.from({ length: 60 }, (_, at) => ({ at }));
    const few = createWalkBudget({ nodesMax: 50, msMax: Infinity });
    expect(compilePathValues('$[?!($[?@.at < 0])]')(value, few)).toBeNull();
  });
});
