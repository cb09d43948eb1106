import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsOf } from '../../support/long-runs.ts';
import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import { compareJsonTexts } from '../pair-fixture.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const key = fc.constantFrom('a', 'b', 'c', 'id');
const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(null, '', 'x', ' X ', 'x,y', 'y, x', '1.50', '1.5', '2024-05-01T12:00:00Z'),
  fc.constantFrom('2024-05-01 12:00:00+00', '2024-05-01', '{"a":1}', '{ "a" : 1 }', '[2,{"b":0}]'),
  fc.boolean(),
  fc.integer({ min: -3, max: 3 }),
  fc.double({ min: 0, max: 2, noNaN: true }),
);

function documentOf(withArrays: boolean): fc.Arbitrary<Json> {
  return fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      scalar,
      fc.dictionary(key, tie('value'), { maxKeys: 4 }) as fc.Arbitrary<Json>,
      ...(withArrays ? [fc.array(tie('value'), { maxLength: 5 })] : []),
    ),
  })).value;
}

const path = fc.constantFrom(
  '$',
  '$.a',
  '$.b',
  '$..id',
  '$..a',
  '$.*',
  '$[*]',
  '$[*].id',
  '$.a[*].b',
  '$.c..b',
  '$[?@.id == 1]',
);
const rules = fc.record(
  {
    ignore: fc.array(path, { maxLength: 2 }),
    unordered: fc.array(path, { maxLength: 2 }),
    by: fc.array(fc.record({ path, key }), { maxLength: 2 }),
    tolerance: fc.array(
      fc.record({
        path,
        absolute: fc.constantFrom(0, 0.5, 2),
        durationMs: fc.constant(1000),
        numericStrings: fc.boolean(),
      }),
      { maxLength: 2 },
    ),
    equate: fc.array(fc.record({ path, values: fc.constant([null, '']), missing: fc.boolean() }), {
      maxLength: 2,
    }),
    transform: fc.array(
      fc.oneof(
        fc.record({ path, as: fc.constantFrom('lowercase', 'trim', 'sort-csv', 'number') }),
        fc.record({ path, as: fc.constant('time'), zone: fc.constant('UTC') }),
        fc.record({ path, as: fc.constant('time'), epoch: fc.constantFrom('seconds', 'either') }),
      ),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);

/** Rules that give documents another shape, so that differences are found at other places in them. */
const simplePath = path.filter((text) => !text.includes('?'));
const name = fc.record({ from: key, to: key }).filter(({ from, to }) => from !== to);
const shaping = fc.record({
  rename: fc.array(
    fc
      .tuple(name, fc.record({ path: simplePath }, { requiredKeys: [] }))
      .map((parts) => Object.assign({}, ...parts) as object),
    { maxLength: 2 },
  ),
  transform: fc.array(fc.record({ path: simplePath, as: fc.constant('json') }), { maxLength: 2 }),
});

function compare(primary: Json, candidate: Json, compareRules: object = {}): Comparison {
  return compareJsonTexts(JSON.stringify(primary), JSON.stringify(candidate), { ...compareRules });
}

function pathsOf({ differences }: Comparison): readonly string[] {
  return differences.map((difference) => difference.path);
}

/** One is at, above or below the other, in whichever elements of arrays. */
function areInLine(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return long === short || (long.startsWith(short) && '.['.includes(long.charAt(short.length)));
}

const runs = { numRuns: runsOf(1000, 2000), seed: 1 };

describe('random rules', () => {
  it('find no difference between equal documents', () => {
    fc.assert(
      fc.property(documentOf(true), rules, (document, some) => {
        expect(compare(document, document, some).outcome).toBe('match');
      }),
      runs,
    );
  });

  it('remove differences of objects and add none', () => {
    const objects = documentOf(false);
    fc.assert(
      fc.property(objects, objects, rules, (one, other, some) => {
        const without = pathsOf(compare(one, other));
        expect(without).toEqual(expect.arrayContaining([...pathsOf(compare(one, other, some))]));
      }),
      runs,
    );
  });

  it('report in arrays only fields that differ without the rules, though perhaps of other elements', () => {
    const any = documentOf(true);
    fc.assert(
      fc.property(any, any, rules, (one, other, some) => {
        const without = compare(one, other).differences.map(({ template }) => template);
        for (const { template } of compare(one, other, some).differences) {
          expect(without.some((there) => areInLine(template, there))).toBe(true);
        }
      }),
      runs,
    );
  });

  it('that reshape documents find no difference between equal documents', () => {
    fc.assert(
      fc.property(documentOf(true), shaping, (document, some) => {
        expect(compare(document, document, some).outcome).toBe('match');
      }),
      runs,
    );
  });

  it('that reshape documents leave only differences in fields that differ without the rules', () => {
    const any = documentOf(true);
    fc.assert(
      fc.property(any, any, shaping, (one, other, some) => {
        const without = compare(one, other).differences.map(({ template }) => template);
        for (const { template } of compare(one, other, some).differences) {
          expect(without.some((there) => areInLine(template, there))).toBe(true);
        }
      }),
      runs,
    );
  });

  it('leave the same differences in both directions', () => {
    const objects = documentOf(false);
    fc.assert(
      fc.property(objects, objects, rules, (one, other, some) => {
        const there = pathsOf(compare(one, other, some)).toSorted();
        expect(pathsOf(compare(other, one, some)).toSorted()).toEqual(there);
      }),
      runs,
    );
  });
});
