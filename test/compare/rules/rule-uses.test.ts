import { describe, expect, it } from 'vitest';
import { createPairComparer } from '../../../src/compare/compare-pair.ts';
import { countRuleUses } from '../../../src/compare/rules/rule-uses.ts';
import { pairOf, parseConfig, redactor } from '../pair-fixture.ts';

/** Compares pairs of bodies, one after the other, and returns the uses of each rule. */
function usesIn(
  config: Record<string, unknown>,
  ...bodies: readonly (readonly [primary: string, candidate: string])[]
): Record<string, number> {
  const uses: Record<string, number> = {};
  const use = countRuleUses((key) => {
    const [rule = ''] = key.split(': ');
    uses[rule] = (uses[rule] ?? 0) + 1;
  });
  const comparer = createPairComparer(parseConfig(config), redactor, { use });
  for (const [primary, candidate] of bodies) {
    comparer.compare(pairOf({ body: primary }, { body: candidate }));
  }
  return uses;
}

function fiftyElements(at: number): string {
  return JSON.stringify(Array.from({ length: 50 }, () => ({ at })));
}

describe('the use of a rule', () => {
  it.each<[string, unknown, string, string]>([
    ['ignore', '$.a', '{"a":1}', '{"a":2}'],
    ['ignore', { path: '$.a', pattern: '[0-9]+' }, '{"a":"1"}', '{"a":"2"}'],
    ['ignore', '$.a[?@.b==1]', '{"a":[{"b":1,"c":1}]}', '{"a":[{"b":1,"c":2}]}'],
    ['ignore', '$.a', '{"a":1,"a":3}', '{"a":2,"a":3}'],
    ['ignore', '$', '{"a":1}', '{"a":2}'],
    ['ignore', '$', 'not JSON', '{"a":2}'],
    ['unordered', '$.a', '{"a":[1,2]}', '{"a":[2,1]}'],
    ['by', { path: '$.a', key: 'b' }, '{"a":[{"b":1},{"b":2}]}', '{"a":[{"b":2},{"b":1}]}'],
    ['tolerance', { path: '$.a', absolute: 1 }, '{"a":1}', '{"a":2}'],
    ['equate', { path: '$.a', values: [null], missing: true }, '{"a":null}', '{}'],
    ['transform', { path: '$.a', as: 'lowercase' }, '{"a":"X"}', '{"a":"x"}'],
  ])('is counted for %s: %j, which makes %s and %s equal', (kind, rule, primary, candidate) => {
    const compare = { [kind]: [rule] };
    expect(usesIn({ compare }, [primary, candidate])).toEqual({ [`compare.${kind}[0]`]: 1 });
  });

  it('is not counted if the rule explains nothing', () => {
    const compare = {
      ignore: ['$.a', { path: '$.b', pattern: 'x+' }],
      unordered: ['$.list'],
      tolerance: [{ path: '$.c', absolute: 0.1 }],
      equate: [{ path: '$.d', values: [null], missing: true }],
      transform: [{ path: '$.b', as: 'trim' }],
    };
    const primary = '{"a":1,"b":"x","c":1,"d":null,"list":[1,2]}';
    const candidate = '{"b":"y","c":2,"d":1,"list":[1,3],"a":1}';
    expect(usesIn({ compare }, [primary, candidate])).toEqual({});
  });

  it('is not counted if nothing differs', () => {
    const compare = { ignore: ['$.a', '$'] };
    expect(usesIn({ compare }, ['{"a":1}', '{"a":1}'])).toEqual({});
    expect(usesIn({ compare: { ignore: ['$.a'] } }, ['{"a":1}', '{ "a": 1 }'])).toEqual({});
  });

  it('is counted once in a comparison, however many places the rule explains', () => {
    const compare = { ignore: ['$[*].at'] };
    expect(
      usesIn(
        { compare },
        [fiftyElements(1), fiftyElements(2)],
        [fiftyElements(1), fiftyElements(3)],
      ),
    ).toEqual({
      'compare.ignore[0]': 2,
    });
  });

  it('is counted in a comparison with other differences', () => {
    const compare = { ignore: ['$.z', '$.a'] };
    expect(usesIn({ compare }, ['{"a":1,"b":1}', '{"a":2,"b":2}'])).toEqual({
      'compare.ignore[1]': 1,
    });
  });

  it('is counted for two rules if the comparison needs both', () => {
    const compare = {
      by: [{ path: '$', key: 'id' }],
      unordered: ['$'],
      ignore: ['$[*].at'],
    };
    const primary = '[{"id":1,"at":1},{"id":2,"at":1}]';
    const candidate = '[{"id":2,"at":2},{"id":1,"at":2}]';
    expect(usesIn({ compare }, [primary, candidate])).toEqual({
      'compare.by[0]': 1,
      'compare.unordered[0]': 1,
      'compare.ignore[0]': 1,
    });
  });
});

describe('the name of a rule', () => {
  const bodies = ['{"a":1,"b":1,"c":1}', '{"a":2,"b":2,"c":2}'] as const;

  it('is its path in the config, at the top and under a route', () => {
    const config = {
      compare: { ignore: ['$.z', '$.a'] },
      routes: [
        { match: 'GET /other', compare: { ignore: ['$.c'] } },
        { match: 'GET /api/costs' },
        { match: 'GET /api/keys/{id}', compare: { tolerance: [{ path: '$.b', absolute: 1 }] } },
      ],
    };
    expect(usesIn(config, bodies)).toEqual({
      'compare.ignore[1]': 1,
      'routes[2].compare.tolerance[0]': 1,
    });
  });
});

it('the uses of a rule are counted by its path and its text, because a reload may put another rule at the path', () => {
  const keys: string[] = [];
  const use = countRuleUses((key) => keys.push(key));
  const config = parseConfig({ compare: { ignore: ['$.a'] } });
  createPairComparer(config, redactor, { use }).compare(
    pairOf({ body: '{"a":1}' }, { body: '{"a":2}' }),
  );
  expect(keys).toEqual(['compare.ignore[0]: $.a does not count']);
});
