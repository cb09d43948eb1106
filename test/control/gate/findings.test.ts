import { describe, expect, it } from 'vitest';
import { evaluateGate } from '../../../src/control/gate/evaluate.ts';
import type { Circumstances } from '../../../src/control/gate/overrides.ts';
import { emptyEvidence, type Evidence } from '../../../src/vocabulary/evidence.ts';
import type { CriterionResult } from '../../../src/vocabulary/verdict.ts';
import {
  addExchanges,
  cleanEvidence,
  exchangeOf,
  hourMs,
  margins,
  place,
  policyOf,
  startMs,
  undisturbed,
} from './observed-exchange.ts';
import { recordExchange } from '../../../src/control/evidence/record-exchange.ts';

const afterADay = startMs + 24 * hourMs;

function findingsOf(
  evidence: Evidence,
  gate: object = {},
  circumstances: Circumstances = undisturbed,
): CriterionResult {
  const { criteria } = evaluateGate(evidence, policyOf({}, { gate }), afterADay, circumstances);
  return criteria.find(({ criterion }) => criterion === 'findings')!;
}

/** One exchange that differs in `$.cost`, after so many hours. */
function withOneDifference(evidence: Evidence, hours: number): Evidence {
  const wallClockMs = startMs + hours * hourMs;
  recordExchange(evidence, exchangeOf({ wallClockMs, differences: [place('$.cost')] }), margins);
  return evidence;
}

describe('a finding', () => {
  it('keeps the gate from passing, however rare it is, and is named', () => {
    expect(findingsOf(withOneDifference(cleanEvidence(4000), 20))).toMatchObject({
      result: 'inconclusive',
      reason: expect.stringContaining('GET /keys body changed $.cost in 1 exchange'),
    });
  });

  it('is judged by the budgets if the config says so', () => {
    const evidence = withOneDifference(cleanEvidence(4000), 20);
    expect(findingsOf(evidence, { findings: 'budget' }).result).toBe('pass');
  });

  it('is settled by acceptance', () => {
    const accepted = [
      { route: 'GET /keys', who: 'a', why: 'b', expiresAtMs: afterADay + 1, ...place('$.cost') },
    ];
    const evidence = withOneDifference(cleanEvidence(), 20);
    expect(findingsOf(evidence, {}, { ...undisturbed, accepted }).result).toBe('pass');
  });

  it('is gone once its route was compared often enough without it', () => {
    const evidence = withOneDifference(emptyEvidence(), 0);
    addExchanges(evidence, 2000);
    expect(findingsOf(evidence, { findingGoneAfter: 1500 }).result).toBe('pass');
    expect(findingsOf(evidence, { findingGoneAfter: 2500 }).result).toBe('inconclusive');
  });

  it('is another one if its values have another shape', () => {
    const evidence = withOneDifference(cleanEvidence(), 20);
    const shaped = { ...place('$.cost'), shape: 'decimal → text' };
    addExchanges(evidence, 1, { differences: [shaped] });
    expect(findingsOf(evidence).reason).toContain('2 differences are open');
  });
});
