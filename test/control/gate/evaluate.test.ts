import { describe, expect, it } from 'vitest';
import { evaluateGate } from '../../../src/control/gate/evaluate.ts';
import { recordNotCompared } from '../../../src/control/evidence/record-exchange.ts';
import { emptyEvidence, type Evidence } from '../../../src/vocabulary/evidence.ts';
import type { CriterionName, CriterionResult } from '../../../src/vocabulary/verdict.ts';
import {
  addExchanges,
  cleanEvidence,
  failedExchange,
  hourMs,
  place,
  policyOf,
  startMs,
  undisturbed,
} from './observed-exchange.ts';

const now = startMs + 24 * hourMs;

function verdictOf(evidence: Evidence, policy = policyOf(), circumstances = undisturbed) {
  return evaluateGate(evidence, policy, now, circumstances);
}

function criterionOf(
  evidence: Evidence,
  name: CriterionName,
  policy = policyOf(),
  circumstances = undisturbed,
): CriterionResult {
  return verdictOf(evidence, policy, circumstances).criteria.find(
    ({ criterion }) => criterion === name,
  )!;
}

describe('the gate', () => {
  it('passes a day of clean exchanges', () => {
    expect(verdictOf(cleanEvidence())).toMatchObject({ verdict: 'pass', reasons: [] });
  });

  it('is inconclusive without evidence', () => {
    expect(verdictOf(emptyEvidence()).verdict).toBe('inconclusive');
  });

  it('fails if one criterion fails, whatever else is missing', () => {
    const evidence = addExchanges(emptyEvidence(), 200, { differences: [place('$.cost')] }, 1);
    expect(verdictOf(evidence).verdict).toBe('fail');
  });

  it('lists reasons for failure before what is missing', () => {
    const evidence = addExchanges(emptyEvidence(), 200, { differences: [place('$.cost')] }, 1);
    expect(verdictOf(evidence).reasons[0]).toBe(
      'keys: 200 mismatches in 200 exchanges; the rate is between 51.6 % and 100 %, ' +
        'the budget 1 %.',
    );
  });

  it('divides the probability of a false failure among the areas', () => {
    const evidence = addExchanges(emptyEvidence(), 1000);
    addExchanges(evidence, 100, { differences: [place('$.cost')] });
    const alone = criterionOf(evidence, 'mismatches').rate!.lower;
    const areas = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`area-${at}`, {}]));
    const shared = verdictOf(evidence, policyOf({}, { areas })).criteria.find(
      ({ criterion, area }) => criterion === 'mismatches' && area === 'keys',
    )!.rate!.lower;
    expect(shared).toBeLessThan(alone);
  });

  it('judges an area without an entry by the defaults', () => {
    const evidence = addExchanges(cleanEvidence(), 500, {
      area: '(none)',
      differences: [place('$.cost')],
    });
    expect(verdictOf(evidence).verdict).toBe('fail');
  });

  it('judges an area by its own policy', () => {
    const evidence = addExchanges(cleanEvidence(), 500, { differences: [place('$.cost')] });
    const areas = { keys: { mismatchBudget: 0.5 } };
    const policy = policyOf({}, { areas, gate: { findings: 'budget' } });
    expect(verdictOf(evidence, policy).verdict).toBe('pass');
  });
});

describe('the mismatch criterion', () => {
  it.each([
    [0.01, 408, 'inconclusive'],
    [0.01, 409, 'pass'],
    [0.001, 4103, 'inconclusive'],
    [0.001, 4104, 'pass'],
  ])('with a budget of %d and %d clean exchanges is %s', (mismatchBudget, count, result) => {
    const policy = policyOf({ mismatchBudget });
    expect(criterionOf(cleanEvidence(count), 'mismatches', policy).result).toBe(result);
  });

  it('states how many clean exchanges it needs, and how long they take at the present rate', () => {
    const { needs } = criterionOf(cleanEvidence(240), 'mismatches');
    expect(needs).toEqual({ exchanges: 169, waitMs: 60_840_000 });
  });

  it('counts an error of the candidate, with or without a noise model', () => {
    const evidence = addExchanges(emptyEvidence(), 200, failedExchange);
    const policy = policyOf({}, { hasSecondary: true });
    expect(criterionOf(evidence, 'mismatches', policy).result).toBe('fail');
  });

  it('does not count errors of primary alone against the candidate', () => {
    const evidence = addExchanges(cleanEvidence(), 500, {
      kind: 'primary_failed',
      primaryError: true,
    });
    expect(criterionOf(evidence, 'mismatches').rate).toMatchObject({ n: 2000, k: 0 });
  });
});

describe('the error criterion', () => {
  it('fails a candidate that fails when primary does not', () => {
    expect(criterionOf(addExchanges(cleanEvidence(), 100, failedExchange), 'errors').result).toBe(
      'fail',
    );
  });

  it('does not count against the candidate that both fail', () => {
    const evidence = addExchanges(cleanEvidence(), 500, {
      candidateError: true,
      primaryError: true,
    });
    expect(criterionOf(evidence, 'errors').result).toBe('pass');
  });
});

describe('the latency criterion', () => {
  it('fails a candidate that is slower in most exchanges', () => {
    const latency = { candidateMs: 105, referenceMs: 100 };
    expect(criterionOf(addExchanges(emptyEvidence(), 500, { latency }), 'latency').result).toBe(
      'fail',
    );
  });

  it('ignores counts with another margin', () => {
    const policy = policyOf({ latency: { delta: 0.1 } });
    expect(criterionOf(cleanEvidence(), 'latency', policy)).toMatchObject({
      result: 'inconclusive',
      rate: { n: 0 },
    });
  });

  it('is inconclusive while no exchange has both times', () => {
    const evidence = addExchanges(emptyEvidence(), 2000, { latency: null });
    expect(criterionOf(evidence, 'latency').result).toBe('inconclusive');
  });

  it('is inconclusive if nearly half of the exchanges lack a time', () => {
    const evidence = addExchanges(emptyEvidence(), 2000);
    addExchanges(evidence, 2100, { latency: null });
    expect(criterionOf(evidence, 'latency')).toMatchObject({
      result: 'inconclusive',
      reason: expect.stringContaining('2,000 of 4,100 exchanges have both times, 48.8 %') as string,
    });
  });
});

describe('times that are uncertain because Parallax was busy when an answer came', () => {
  const uncertain = { candidateMs: 160, candidateSlackMs: 60, referenceMs: 100 };

  it.each(['latency', 'latency_tail'] as const)('never fail a candidate: %s', (criterion) => {
    const latency = { ...uncertain, candidateMs: 400, candidateSlackMs: 300 };
    const evidence = addExchanges(emptyEvidence(), 5000, { latency });
    expect(criterionOf(evidence, criterion).result).toBe('inconclusive');
  });

  it('keep a candidate from passing if there are too many', () => {
    const evidence = addExchanges(emptyEvidence(), 1000);
    addExchanges(evidence, 1500, { latency: uncertain });
    expect(criterionOf(evidence, 'latency').result).toBe('inconclusive');
  });

  it('are counted in the reason', () => {
    const evidence = addExchanges(emptyEvidence(), 3000);
    addExchanges(evidence, 100, { latency: uncertain });
    expect(criterionOf(evidence, 'latency').reason).toContain(
      'in 0 of 3,100 exchanges with both times the candidate was slower by more than 2 % and 1 ms, ' +
        'and perhaps in 100 more;',
    );
  });

  it('do not hide that the candidate is certainly slower in other exchanges', () => {
    const evidence = addExchanges(emptyEvidence(), 2000, {
      latency: { candidateMs: 110, referenceMs: 100 },
    });
    addExchanges(evidence, 500, { latency: uncertain });
    expect(criterionOf(evidence, 'latency').result).toBe('fail');
  });
});

describe('the gate does not pass because of', () => {
  it('a required route that was compared too seldom', () => {
    const routesOf = ['GET /keys', 'GET /keys/{id}'].map((match) => ({ match, area: 'keys' }));
    expect(
      criterionOf(cleanEvidence(), 'route_exchanges', policyOf({}, { routesOf })),
    ).toMatchObject({
      result: 'inconclusive',
      needs: { exchanges: 100, waitMs: null },
      reason:
        'keys: 1 of 2 required routes matched at least 100 times; ' +
        'too few: GET /keys/{id} (0).',
    });
  });

  it('an area of the config without exchanges', () => {
    const policy = policyOf({}, { areas: { constructor: {} } });
    expect(verdictOf(cleanEvidence(), policy).verdict).toBe('inconclusive');
  });

  it('too little soak, with the missing time', () => {
    const evidence = addExchanges(emptyEvidence(), 2000, {}, 23);
    expect(criterionOf(evidence, 'soak')).toMatchObject({
      result: 'inconclusive',
      needs: { waitMs: hourMs },
    });
  });

  it('time that passed without traffic', () => {
    const evidence = addExchanges(emptyEvidence(), 2000, {}, 1);
    expect(criterionOf(evidence, 'soak').result).toBe('inconclusive');
  });

  it('too many shed exchanges', () => {
    const evidence = cleanEvidence();
    evidence.coverage.sampled += 300;
    evidence.coverage.shed.set('mirror_queue', 300);
    expect(verdictOf(evidence)).toMatchObject({
      verdict: 'inconclusive',
      reasons: [
        'All areas: 2,000 of 2,300 exchanges that should be compared were, 87 %; the floor is 90 %; ' +
          'not compared: mirror_queue 300.',
      ],
    });
  });

  it('too many excused exchanges, with the most frequent reasons', () => {
    const evidence = cleanEvidence();
    const counts = { aborted: 3, racy: 12, cascade: 299, breaker_open: 2, unseen_thing: 4, x: 1 };
    for (const [reason, count] of Object.entries(counts)) evidence.coverage.shed.set(reason, count);
    expect(verdictOf(evidence).reasons).toEqual([
      'All areas: 2,000 of 2,321 exchanges that should be compared were, 86.2 %; the floor is 90 %; ' +
        'not compared: cascade 299, racy 12, unseen_thing 4, aborted 3 and 3 for 2 other reasons.',
    ]);
  });

  it('exchanges shed in one area, however many were compared in others', () => {
    const evidence = cleanEvidence();
    for (let at = 0; at < 300; at += 1) {
      recordNotCompared(
        evidence,
        { area: 'keys', route: 'GET /keys/export' },
        'shed',
        'body_too_large',
      );
    }
    evidence.coverage.sampled += 100_300;
    evidence.coverage.compared += 100_000;
    expect(verdictOf(evidence).reasons).toEqual([
      expect.stringMatching(/^keys: 2,000 of 2,300 exchanges that should be compared were/),
    ]);
  });

  it('evidence of another version than the running one', () => {
    const circumstances = { ...undisturbed, epoch: 'v2' };
    expect(verdictOf(cleanEvidence(), policyOf(), circumstances)).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['The evidence, 2,000 exchanges, is of candidate v1; v2 runs now.'],
    });
  });

  it('evidence of two versions', () => {
    const evidence = addExchanges(cleanEvidence(), 500, { epoch: 'v2' });
    expect(criterionOf(evidence, 'epoch').result).toBe('inconclusive');
  });

  it('a hold by an operator', () => {
    const hold = { who: 'ada', why: 'costs are audited on Friday', sinceMs: startMs };
    expect(verdictOf(cleanEvidence(), policyOf(), { ...undisturbed, hold })).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['Held by ada since 2026-01-01T00:00:00.000Z: costs are audited on Friday'],
    });
  });
});
