import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts, RolloutFacts } from '../../src/report/facts.ts';
import { reportOf } from '../../src/report/report.ts';
import { completeFacts, completeRollout, deploymentFacts, findingFacts } from './report-facts.ts';

const complete = completeRollout();
const [canary, production] = complete.environments as [
  (typeof complete.environments)[number],
  (typeof complete.environments)[number],
];

function answerOf(facts: Partial<Facts>): string {
  return reportOf(completeFacts(facts)).safeToRemove.answer;
}

describe('the answer to "safe to remove the legacy code"', () => {
  it('is yes if all lines are done and all gates pass', () => {
    expect(reportOf(completeFacts()).safeToRemove).toEqual({ answer: 'yes', missing: [] });
  });

  it.each<[string, Partial<Facts>]>([
    ['there is no rollout', { rollout: null }],
    ['no gate was read', { deployments: [] }],
    ['a gate fails', { deployments: [deploymentFacts({ verdict: 'fail' })] }],
    ['a gate passes another version', { deployments: [deploymentFacts({ version: 'v1' })] }],
    ['a gate cannot be read', { unreachable: [{ url: 'http://a/', fault: 'reset' }] }],
    ['a finding is open', { deployments: [deploymentFacts({ findings: [findingFacts()] })] }],
    [
      'the acceptance of a finding has expired',
      {
        deployments: [
          deploymentFacts({
            findings: [
              findingFacts({
                fate: {
                  became: 'accepted',
                  who: 'Ada',
                  why: 'known',
                  until: '2026-01-04T00:00:00.000Z',
                },
              }),
            ],
          }),
        ],
      },
    ],
    ['there is a journal and no plan', { rollout: { ...complete, isPlanned: false } }],
    [
      'no rollback was rehearsed in a canary',
      { rollout: { ...complete, environments: [{ ...canary, rehearsal: null }, production] } },
    ],
    [
      'a soak was shorter than asked',
      {
        rollout: { ...complete, environments: [canary, { ...production, soakHoursTaken: 23.9 }] },
      },
    ],
    [
      'an environment still soaks',
      {
        rollout: {
          ...complete,
          environments: [canary, { ...production, state: 'soaking', passedAt: null }],
        },
      },
    ],
    [
      'the gate was evaluated before the last environment passed',
      { deployments: [deploymentFacts({ evaluatedAt: '2026-01-02T23:00:00.000Z' })] },
    ],
  ])('is no if %s', (_, facts) => {
    expect(answerOf(facts)).toBe('no');
  });

  it('is yes only if all gates pass, all environments have soaked and passed, and a rollback was rehearsed', () => {
    const verdict = fc.constantFrom('pass', 'pass', 'fail', 'inconclusive');
    const environment = fc.record({
      environment: fc.constantFrom('dev', 'prod'),
      tier: fc.constantFrom('canary', 'tier1'),
      state: fc.constantFrom('passed', 'passed', 'soaking', 'rolledBack', 'unknown'),
      promotedAt: fc.constantFrom(canary.promotedAt, canary.promotedAt, null),
      passedAt: fc.constantFrom(canary.passedAt, canary.passedAt, null),
      soakHoursAsked: fc.constantFrom(24, 24, null),
      soakHoursTaken: fc.constantFrom(24, 25, 1, null),
      rehearsal: fc.constantFrom(canary.rehearsal, null),
    });
    const facts = fc.record({
      madeAt: fc.constant('2026-01-05T00:00:00.000Z'),
      madeBy: fc.constant('0.1.0'),
      deployments: fc.array(
        verdict.map((one) => deploymentFacts({ verdict: one })),
        { maxLength: 2 },
      ),
      unreachable: fc.array(fc.constant({ url: 'http://a/', fault: 'reset' }), { maxLength: 1 }),
      rollout: fc.option(
        fc.record({
          rollout: fc.constant('conduit'),
          version: fc.constantFrom('v2', 'v2', 'v1', null),
          isPlanned: fc.boolean(),
          tiers: fc.constant<string[]>([...complete.tiers]),
          environments: fc.array(environment, { maxLength: 3 }),
          timeline: fc.constant<RolloutFacts['timeline']>([...complete.timeline]),
        }),
      ),
    });
    fc.assert(
      fc.property(facts, (drawn) => {
        const { safeToRemove, rollout, deployments, unreachable } = reportOf(drawn);
        if (safeToRemove.answer === 'no') return;
        const environments = rollout?.environments ?? [];
        const version = rollout?.version ?? null;
        expect(unreachable).toEqual([]);
        expect(version).not.toBeNull();
        expect(deployments.length).toBeGreaterThan(0);
        for (const one of deployments) expect(one).toMatchObject({ verdict: 'pass', version });
        expect(new Set(environments.map(({ tier }) => tier))).toEqual(new Set(complete.tiers));
        for (const {
          state,
          promotedAt,
          passedAt,
          soakHoursAsked,
          soakHoursTaken,
        } of environments) {
          expect(state).toBe('passed');
          expect(promotedAt).not.toBeNull();
          expect(passedAt).not.toBeNull();
          expect(soakHoursTaken ?? 0).toBeGreaterThanOrEqual(soakHoursAsked ?? Infinity);
        }
        const rehearsed = environments.some(
          ({ tier, rehearsal }) => tier === 'canary' && rehearsal,
        );
        expect(rehearsed).toBe(true);
      }),
      { seed: 20, numRuns: 500 },
    );
  });
});
