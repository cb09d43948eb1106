import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeptEvidence } from '../../../src/control/evidence/kept-evidence.ts';
import { evaluateGate } from '../../../src/control/gate/evaluate.ts';
import { newProofs } from '../../../src/control/gate/proofs.ts';
import type { CriterionResult, Verdict } from '../../../src/vocabulary/verdict.ts';
import { comparisonOf, differenceOf, mismatchOf } from '../comparison-fixture.ts';
import { policyOf } from '../gate/observed-exchange.ts';
import { keptEvidence, rulesOf } from './evidence-under-test.ts';

const costs = { route: 'GET /api/costs', area: 'costs' };
const keys = { route: 'GET /api/keys', area: 'keys' };

/** Rules that ignore the costs. */
function ignoring(path: string, route = costs): Record<string, unknown> {
  return { routes: [{ match: route.route, compare: { ignore: [path] } }] };
}

function feed(evidence: KeptEvidence, count: number, facts: object = costs): void {
  for (let n = 0; n < count; n += 1) evidence.record(comparisonOf(facts));
}

function feedMismatches(evidence: KeptEvidence, count: number, facts: object = costs): void {
  for (let n = 0; n < count; n += 1) evidence.record(mismatchOf([differenceOf()], facts));
}

/** The number of comparisons of each route in the judged evidence. */
function compared(evidence: KeptEvidence): Record<string, number> {
  const routes = [...evidence.current().routes.values()];
  return Object.fromEntries(routes.map((route) => [route.route, route.compared]));
}

function comparedApart(evidence: KeptEvidence): number {
  const others = evidence.othersOf(evidence.epoch.key);
  return others.reduce((sum, route) => sum + route.compared, 0);
}

function judge(evidence: KeptEvidence, nowMs = Date.UTC(2026, 1, 1)): Verdict {
  const verdict = evaluateGate(evidence.current(), policyOf(), nowMs, {
    epoch: evidence.epoch.key,
    hold: null,
    accepted: [],
    others: evidence.othersOf(evidence.epoch.key),
  });
  evidence.noteProofs(newProofs(verdict.criteria, evidence.current(), nowMs));
  return verdict;
}

function criterion(evidence: KeptEvidence, name: string, area: string): string | undefined {
  const found = judge(evidence).criteria.find((one) => one.criterion === name && one.area === area);
  return found?.result;
}

function criteriaOf(verdict: Verdict, area: string): readonly CriterionResult[] {
  return verdict.criteria.filter((one) => one.area === area);
}

describe('evidence when rules change', () => {
  it('is kept separately for routes with changed rules, and for no other', () => {
    const evidence = keptEvidence();
    feed(evidence, 3);
    feed(evidence, 4, keys);
    evidence.follow(rulesOf(2, ignoring('$.at')));
    expect(compared(evidence)).toEqual({ [keys.route]: 4 });
    expect(comparedApart(evidence)).toBe(3);
  });

  it('counts later exchanges under the present rules', () => {
    const evidence = keptEvidence();
    feed(evidence, 3);
    evidence.follow(rulesOf(2, ignoring('$.at')));
    feed(evidence, 2, { ...costs, revision: 2 });
    expect(compared(evidence)).toEqual({ [costs.route]: 2 });
    expect(comparedApart(evidence)).toBe(3);
  });

  it('counts an exchange under the rules at its start', () => {
    const evidence = keptEvidence();
    feed(evidence, 3);
    evidence.follow(rulesOf(2, ignoring('$.at')));
    feed(evidence, 1, { ...costs, revision: 1 });
    expect(compared(evidence)).toEqual({});
    expect(comparedApart(evidence)).toBe(4);
  });

  it('counts an earlier exchange on a route with unchanged rules', () => {
    const evidence = keptEvidence();
    evidence.follow(rulesOf(2, ignoring('$.at')));
    feed(evidence, 1, { ...keys, revision: 1 });
    expect(compared(evidence)).toEqual({ [keys.route]: 1 });
  });

  it('continues when the rules return', () => {
    const evidence = keptEvidence();
    feed(evidence, 3);
    evidence.follow(rulesOf(2, ignoring('$.at')));
    feed(evidence, 2, { ...costs, revision: 2 });
    evidence.follow(rulesOf(3));
    feed(evidence, 1, { ...costs, revision: 3 });
    expect(compared(evidence)).toEqual({ [costs.route]: 4 });
    expect(comparedApart(evidence)).toBe(2);
  });

  it('stays in its epoch, which goes on', () => {
    const evidence = keptEvidence();
    feed(evidence, 3);
    const before = evidence.epoch;
    evidence.follow(rulesOf(2, ignoring('$.at')));
    expect(evidence.epoch).toBe(before);
    expect(evidence.current().coverage.compared).toBe(3);
  });

  it('is kept separately for a route that moved to another area', () => {
    const evidence = keptEvidence();
    feed(evidence, 3);
    evidence.follow(rulesOf(2, { routes: [{ match: costs.route, area: 'money' }] }));
    feed(evidence, 1, { ...costs, area: 'money', revision: 2 });
    const areas = [...evidence.current().routes.values()].map(({ area }) => area);
    expect(areas).toEqual(['money']);
  });

  it('is listed as a part of its epoch, with its time', () => {
    const evidence = keptEvidence();
    const wallClockMs = Date.now();
    feed(evidence, 3, { ...costs, wallClockMs });
    evidence.follow(rulesOf(2, ignoring('$.at')));
    expect(evidence.epochs()).toEqual([
      evidence.epoch,
      expect.objectContaining({
        key: '(unknown) (other rules)',
        startedBecause: 'rules',
        partOf: { epoch: '(unknown)', untilMs: wallClockMs },
      }),
    ]);
    expect(evidence.evidenceOf('(unknown) (other rules)')?.coverage.compared).toBe(3);
  });

  it('is not confused with a version of the same name', () => {
    const evidence = keptEvidence();
    feed(evidence, 3, { ...costs, candidateVersion: 'v1' });
    evidence.follow(rulesOf(2, ignoring('$.at')));
    feed(evidence, 1, { ...costs, candidateVersion: 'v1', revision: 2 });
    feed(evidence, 2, { ...costs, candidateVersion: 'v1 (other rules)', revision: 2 });
    const keys = evidence.epochs().map(({ key }) => key);
    expect(keys).toEqual(['v1 (other rules)', 'v1']);
    expect(evidence.evidenceOf('v1 (other rules)')?.coverage.compared).toBe(2);
  });

  it('has one separate part for each other set of rules', () => {
    const evidence = keptEvidence();
    feed(evidence, 1);
    for (const revision of [2, 3]) {
      evidence.follow(rulesOf(revision, ignoring(`$.at${revision}`)));
      feed(evidence, revision, { ...costs, revision });
    }
    const parts = evidence.epochs().slice(1);
    const counts = parts.map(({ key }) => evidence.evidenceOf(key)?.coverage.compared);
    expect(counts).toEqual([2, 1]);
  });

  it('is complete if another version answers and the previous one returns', () => {
    const evidence = keptEvidence();
    feed(evidence, 3, { ...costs, candidateVersion: 'v1' });
    evidence.follow(rulesOf(2, ignoring('$.at')));
    feed(evidence, 2, { ...costs, candidateVersion: 'v2', revision: 2 });
    // An epoch that is over is shown as it was last compared.
    expect(evidence.evidenceOf('v1')?.routes.size).toBe(1);
    feed(evidence, 5, { ...costs, candidateVersion: 'v1', revision: 2 });
    expect(evidence.epoch.version).toBe('v1');
    expect(compared(evidence)).toEqual({ [costs.route]: 5 });
    expect(comparedApart(evidence)).toBe(3);
  });
});

describe('a proven failure', () => {
  it('ends if the rules change on one of its routes', () => {
    const evidence = keptEvidence();
    feedMismatches(evidence, 300);
    expect(criterion(evidence, 'mismatches', 'costs')).toBe('fail');
    evidence.follow(rulesOf(2, ignoring('$.items[*].cost')));
    feed(evidence, 1, { ...costs, revision: 2 });
    expect(criterion(evidence, 'mismatches', 'costs')).toBe('inconclusive');
  });

  it('stays in the part that was compared under the previous rules', () => {
    const evidence = keptEvidence();
    feedMismatches(evidence, 300);
    judge(evidence);
    evidence.follow(rulesOf(2, ignoring('$.items[*].cost')));
    const part = evidence.evidenceOf('(unknown) (other rules)');
    expect([...(part?.proofs.keys() ?? [])]).toContain('mismatches costs');
  });

  it('returns with the rules, despite later clean traffic', () => {
    const evidence = keptEvidence();
    feedMismatches(evidence, 300);
    judge(evidence);
    evidence.follow(rulesOf(2, ignoring('$.items[*].cost')));
    evidence.follow(rulesOf(3));
    feed(evidence, 100_000, { ...costs, revision: 3 });
    expect(criterion(evidence, 'mismatches', 'costs')).toBe('fail');
  });

  it('stays when rules of another area change', () => {
    const evidence = keptEvidence();
    feedMismatches(evidence, 300);
    feed(evidence, 3, keys);
    judge(evidence);
    evidence.follow(rulesOf(2, ignoring('$.at', keys)));
    feed(evidence, 100_000, { ...costs, revision: 2 });
    expect(criterion(evidence, 'mismatches', 'costs')).toBe('fail');
  });

  it('stays if the rules change on a route that does not contribute to it', () => {
    const evidence = keptEvidence();
    const clean = { ...costs, route: 'GET /api/costs/totals' };
    feedMismatches(evidence, 300);
    feed(evidence, 3, clean);
    judge(evidence);
    evidence.follow(rulesOf(2, ignoring('$.at', clean)));
    feed(evidence, 100_000, { ...costs, revision: 2 });
    expect(criterion(evidence, 'mismatches', 'costs')).toBe('fail');
  });

  it('stays if a route without comparisons is configured', () => {
    const evidence = keptEvidence();
    feedMismatches(evidence, 300);
    judge(evidence);
    evidence.follow(rulesOf(2, { routes: [{ match: 'GET /api/other', area: 'costs' }] }));
    feed(evidence, 100_000, { ...costs, revision: 2 });
    expect(criterion(evidence, 'mismatches', 'costs')).toBe('fail');
  });
});

describe('the criteria of an area', () => {
  it('do not depend on the rules of another area', () => {
    const both = [keptEvidence(), keptEvidence()];
    for (const evidence of both) {
      for (let n = 0; n < 300; n += 1) {
        const at = { wallClockMs: Date.UTC(2026, 0, 1) + n * 60_000 };
        evidence.record(comparisonOf({ ...costs, ...at }));
        if (n % 10 === 0) evidence.record(mismatchOf([differenceOf()], { ...keys, ...at }));
        else evidence.record(comparisonOf({ ...keys, ...at }));
      }
    }
    const [left, changed] = both;
    changed?.follow(rulesOf(2, ignoring('$.at')));
    expect(criteriaOf(judge(changed!), 'keys')).toEqual(criteriaOf(judge(left!), 'keys'));
  });
});

describe('many reloads', () => {
  it('that toggle one rule add one part and drop no epoch', () => {
    const evidence = keptEvidence();
    for (const candidateVersion of ['v1', 'v2', 'v3'])
      feed(evidence, 1, { ...costs, candidateVersion });
    for (let revision = 2; revision <= 201; revision += 1) {
      evidence.follow(rulesOf(revision, revision % 2 === 0 ? ignoring('$.at') : {}));
      feed(evidence, 1, { ...costs, candidateVersion: 'v3', revision });
    }
    const epochs = evidence.epochs();
    expect(epochs.map(({ key }) => key)).toEqual(['v3', 'v3 (other rules)', 'v2', 'v1']);
    expect(compared(evidence)).toEqual({ [costs.route]: 101 });
    expect(comparedApart(evidence)).toBe(100);
  });

  it('with different rules each time keep only the latest parts', () => {
    const evidence = keptEvidence();
    for (let revision = 2; revision <= 201; revision += 1) {
      evidence.follow(rulesOf(revision, ignoring(`$.at${revision}`)));
      feed(evidence, revision, { ...costs, revision });
    }
    const others = evidence.othersOf(evidence.epoch.key).map((route) => route.compared);
    expect(others.toSorted((a, b) => b - a)).toEqual([200, 199, 198]);
  });

  it('with different areas each time keep a limited number of parts', () => {
    const evidence = keptEvidence();
    for (let revision = 2; revision <= 60; revision += 1) {
      const routes = Array.from({ length: 50 }, (_, n) => {
        return { match: `GET /r${revision}/${n}`, area: `area-${revision}` };
      });
      evidence.follow(rulesOf(revision, { routes }));
      for (const { match, area } of routes) feed(evidence, 1, { route: match, area, revision });
    }
    expect(evidence.othersOf(evidence.epoch.key).length).toBeLessThanOrEqual(1000);
  });

  it('lose nothing: current and separate evidence add up to all comparisons', () => {
    const step = fc.oneof(
      fc.record({ reload: fc.constantFrom({}, ignoring('$.at'), ignoring('$.at', keys)) }),
      fc.record({
        route: fc.constantFrom(costs, keys),
        isMismatch: fc.boolean(),
        late: fc.nat({ max: 3 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const evidence = keptEvidence();
        let revision = 1;
        const fed = { compared: 0, mismatches: 0 };
        for (const one of steps) {
          if ('reload' in one) {
            revision += 1;
            evidence.follow(rulesOf(revision, one.reload));
            continue;
          }
          const facts = { ...one.route, revision: Math.max(1, revision - one.late) };
          if (one.isMismatch) feedMismatches(evidence, 1, facts);
          else feed(evidence, 1, facts);
          fed.compared += 1;
          if (one.isMismatch) fed.mismatches += 1;
        }
        const all = [
          ...evidence.current().routes.values(),
          ...evidence.othersOf(evidence.epoch.key),
        ];
        expect({
          compared: all.reduce((sum, route) => sum + route.compared, 0),
          mismatches: all.reduce((sum, route) => sum + route.mismatches.candidateOnly, 0),
        }).toEqual(fed);
      }),
      { seed: 7, numRuns: 60 },
    );
  });
});
