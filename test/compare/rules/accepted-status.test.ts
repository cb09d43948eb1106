import { describe, expect, it } from 'vitest';
import { createPairComparer } from '../../../src/compare/compare-pair.ts';
import { countRuleUses } from '../../../src/compare/rules/rule-uses.ts';
import { absent, compareAnswers } from '../excuses/excuse-fixture.ts';
import { comparerFor, compareResponses, pairOf, parseConfig, redactor } from '../pair-fixture.ts';
import { found, usesIn } from './rule-fixture.ts';

describe('an accepted status', () => {
  const status = [
    { primary: 201, candidate: 200 },
    { primary: 400, candidate: 422 },
  ];

  it.each([
    [201, 200],
    [400, 422],
  ])('makes %i ~ %i a match', (primary, candidate) => {
    const pair = [
      { status: primary, body: '{"a":1}' },
      { status: candidate, body: '{"a":1}' },
    ] as const;
    expect(compareResponses(...pair).outcome).toBe('mismatch');
    expect(compareResponses(...pair, { status }).outcome).toBe('match');
    expect(Object.values(usesIn({ status }, ...pair))).toEqual([1]);
  });

  it.each([
    [200, 201],
    [201, 202],
    [201, 500],
    [400, 200],
  ])('accepts nothing else: %i ~ %i', (primary, candidate) => {
    const comparison = compareResponses({ status: primary }, { status: candidate }, { status });
    expect(found(comparison)).toEqual(['changed status']);
    expect(usesIn({ status }, { status: primary }, { status: candidate })).toEqual({});
  });

  it('does not accept another body, or another header', () => {
    const comparison = compareResponses(
      {
        status: 201,
        fields: ['Content-Type', 'application/json', 'Allow', 'GET'],
        body: '{"a":1}',
      },
      {
        status: 200,
        fields: ['Content-Type', 'application/json', 'Allow', 'PUT'],
        body: '{"a":2}',
      },
      { status },
    );
    expect(found(comparison)).toEqual(['changed allow', 'changed $.a']);
  });

  it('is counted in each comparison, together with the rules for the body', () => {
    const uses: string[] = [];
    const use = countRuleUses((key) => uses.push(key.split(': ')[0] ?? ''));
    const config = parseConfig({ compare: { status, ignore: ['$.a'] } });
    const comparer = createPairComparer(config, redactor, { use });
    const bodies = ['{"a":1}', '{"a":1}', '{"a":2}'];
    for (const body of bodies) {
      comparer.compare(pairOf({ status: 201, body: '{"a":1}' }, { status: 200, body }));
    }
    expect(uses).toEqual([
      'compare.status[0]',
      'compare.status[0]',
      'compare.status[0]',
      'compare.ignore[0]',
    ]);
  });

  it('allows excuses for the rest of the answer', () => {
    const lost = { things: [absent(['items', 1])] };
    const [primary, candidate] = [
      { status: 201, body: '{"items":[{"id":1},{"id":2}]}' },
      { status: 200, body: '{"items":[{"id":1}]}' },
    ];
    expect(compareAnswers(primary, candidate, lost, { compare: { status } }).outcome).toBe(
      'cascade',
    );
    expect(compareAnswers(primary, candidate, lost).outcome).toBe('mismatch');
  });

  it('applies only to its route if it is configured there', () => {
    const pair = pairOf({ status: 201 }, { status: 200 });
    const outcomes = ['GET /api/keys/{id}', 'GET /other'].map((match) => {
      const comparer = comparerFor({ routes: [{ match, compare: { status } }] });
      return comparer.compare(pair).outcome;
    });
    expect(outcomes).toEqual(['match', 'mismatch']);
  });
});
