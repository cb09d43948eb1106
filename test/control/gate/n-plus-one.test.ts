import { describe, expect, it } from 'vitest';
import { countComparison } from '../../../src/control/evidence/count-comparison.ts';
import { evaluateGate } from '../../../src/control/gate/evaluate.ts';
import { emptyEvidence } from '../../../src/vocabulary/evidence.ts';
import { comparerFor, pairOf } from '../../compare/pair-fixture.ts';
import { hourMs, margins, policyOf, startMs, undisturbed } from './observed-exchange.ts';

/** A day of the same answers in the same times, in which each side states so many queries. */
function judgeDay(candidateQueries: number) {
  const routes = [{ match: 'GET /api/keys/{id}', area: 'keys' }];
  const comparer = comparerFor({ routes });
  const policy = policyOf({}, { routesOf: routes });
  const evidence = emptyEvidence();
  const exchanges = 2000;
  for (let at = 0; at < exchanges; at += 1) {
    const [primary, candidate] = [2, candidateQueries].map((queries) => ({
      fields: [
        'Content-Type',
        'application/json',
        'Server-Timing',
        `db;dur=3, queries;dur=${queries}`,
      ],
      body: '{"id":7}',
    }));
    const comparison = comparer.compare(pairOf(primary!, candidate!));
    const wallClockMs = startMs + (at / (exchanges - 1)) * 24 * hourMs;
    const { area, route } = comparison;
    const latency = { primary: { ...comparison.primary, totalMs: 9 } };
    countComparison(
      evidence,
      { ...comparison, ...latency, wallClockMs },
      { epoch: 'v1', area, route, under: '' },
      margins,
    );
  }
  return evaluateGate(evidence, policy, startMs + 24 * hourMs, undisturbed);
}

describe('a candidate with the same answers in the same times', () => {
  it('passes if it has as many database queries', () => {
    expect(judgeDay(2).verdict).toBe('pass');
  });

  it('fails by server_timing alone with 52 queries in place of 2', () => {
    const { verdict, criteria } = judgeDay(52);
    expect(verdict).toBe('fail');
    const failed = criteria.filter(({ result }) => result !== 'pass');
    expect(failed.map(({ criterion }) => criterion)).toEqual(['server_timing']);
    expect(failed[0]?.reason).toContain('GET /api/keys/{id}: queries 2.0 → 52.0 per exchange');
  });
});
