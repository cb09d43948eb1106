import { describe, expect, it } from 'vitest';
import { evaluateGate } from '../../../src/control/gate/evaluate.ts';
import { recordNotCompared } from '../../../src/control/evidence/record-exchange.ts';
import type { Evidence } from '../../../src/vocabulary/evidence.ts';
import {
  addExchanges,
  cleanEvidence,
  hourMs,
  policyOf,
  startMs,
  undisturbed,
} from './observed-exchange.ts';

const keys = { area: 'keys', route: 'GET /keys' };
const byPolicy = ['not_sampled', 'route_off', 'route_rate'];

/** Adds so many exchanges that were excused for a reason. */
function excuse(evidence: Evidence, count: number, reason: string, under = keys): Evidence {
  const as = byPolicy.includes(reason) ? 'excusedByPolicy' : 'shed';
  for (let at = 0; at < count; at += 1) recordNotCompared(evidence, under, as, reason);
  return evidence;
}

function verdictOf(evidence: Evidence, policy = policyOf()) {
  return evaluateGate(evidence, policy, startMs + 24 * hourMs, undisturbed);
}

function excusedIn(evidence: Evidence, policy = policyOf(), area = 'keys') {
  return verdictOf(evidence, policy).criteria.find(
    (one) => one.criterion === 'excused' && one.area === area,
  )!;
}

describe('the criterion excused', () => {
  it('keeps the gate from passing above its maximum, and never fails it', () => {
    const evidence = excuse(cleanEvidence(1101), 96, 'racy');
    const { verdict, reasons } = verdictOf(evidence);
    expect(verdict).toBe('inconclusive');
    expect(reasons).toEqual([
      'keys: 96 of 1,197 exchanges were excused: 96 racy; that is 8.02 %, at most 5 % may be.',
    ]);
  });

  it.each([
    [100, 'pass'],
    [101, 'inconclusive'],
  ])('allows 5 %% of all compared and excused exchanges: of 2,000, %i is %s', (count, result) => {
    const evidence = excuse(cleanEvidence(2000 - count), count, 'cascade');
    expect(excusedIn(evidence).result).toBe(result);
  });

  it.each(['cascade', 'racy', ...byPolicy])('limits exchanges excused as %s', (reason) => {
    expect(verdictOf(excuse(cleanEvidence(), 150, reason)).verdict).toBe('inconclusive');
  });

  it('names all reasons with their counts, even if it passes', () => {
    const evidence = excuse(excuse(cleanEvidence(), 3, 'route_off'), 12, 'cascade');
    expect(excusedIn(excuse(evidence, 4, 'not_sampled'))).toMatchObject({
      result: 'pass',
      reason:
        'keys: 19 of 2,019 exchanges were excused: 12 cascade, 4 not_sampled, 3 route_off; ' +
        'that is 0.941 %, at most 5 % may be.',
    });
  });

  it.each(['unseen_session', 'unseen_thing', 'aborted'])(
    'does not include exchanges counted as %s',
    (reason) => {
      expect(excusedIn(excuse(cleanEvidence(), 500, reason))).toMatchObject({
        result: 'pass',
        reason: 'keys: no exchange was excused; at most 5 % may be.',
      });
    },
  );

  it('uses the maximum of the area in the config', () => {
    const evidence = excuse(cleanEvidence(), 150, 'racy');
    const policy = policyOf({}, { areas: { keys: { excusedShareMax: 0.1 } } });
    expect(excusedIn(evidence, policy).result).toBe('pass');
  });

  it('is judged for each area, whatever the traffic of other areas', () => {
    const costs = { area: 'costs', route: 'GET /costs' };
    const evidence = addExchanges(cleanEvidence(10_000), 100, costs);
    const policy = policyOf({}, { areas: { costs: {} } });
    expect(excusedIn(excuse(evidence, 50, 'racy', costs), policy, 'costs').result).toBe(
      'inconclusive',
    );
  });

  it('does not lower coverage if policy is the reason', () => {
    const evidence = excuse(cleanEvidence(), 50, 'not_sampled');
    const coverage = verdictOf(evidence).criteria.filter((one) => one.criterion === 'coverage');
    expect(coverage.map(({ rate }) => [rate?.k, rate?.n])).toEqual([
      [2000, 2000],
      [2000, 2000],
    ]);
  });

  it('comes after scope, and before the other open criteria', () => {
    const evidence = excuse(cleanEvidence(10), 90, 'racy');
    for (let at = 0; at < 60; at += 1) {
      recordNotCompared(evidence, keys, 'leftOut', 'unsafe_method');
    }
    const { reasons } = verdictOf(evidence);
    expect(reasons[0]).toContain('mirror.methods is safe');
    expect(reasons[1]).toContain('90 of 100 exchanges were excused');
  });
});

describe('a route on which all exchanges were excused', () => {
  const product = { area: 'keys', route: 'GET /products/{id}' };
  const never =
    'GET /products/{id}: 20 of 20 exchanges were excused; the candidate answered none of them correctly. ';

  it('is named first', () => {
    const evidence = excuse(excuse(cleanEvidence(), 150, 'racy'), 20, 'cascade', product);
    expect(excusedIn(evidence).reason.startsWith(never)).toBe(true);
  });

  it('is not named with fewer than 20 exchanges', () => {
    const evidence = excuse(cleanEvidence(), 19, 'cascade', product);
    expect(excusedIn(evidence).reason).toMatch(/^keys: 19 of/);
  });

  it('is not named once one exchange was compared', () => {
    const evidence = excuse(addExchanges(cleanEvidence(), 1, product), 20, 'cascade', product);
    expect(excusedIn(evidence).reason).toMatch(/^keys: 20 of/);
  });
});
