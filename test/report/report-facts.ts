import type { DeploymentFacts, Facts, FindingFacts, RolloutFacts } from '../../src/report/facts.ts';

export function findingFacts(changes: Partial<FindingFacts> = {}): FindingFacts {
  return {
    area: 'keys',
    route: 'GET /keys',
    field: 'body changed $.cost',
    exchanges: 3,
    epoch: 'v2',
    version: 'v2',
    lastSeen: null,
    page: null,
    example: null,
    fate: { became: 'open' },
    ...changes,
  };
}

/** The facts of a gate that passes. */
export function deploymentFacts(changes: Partial<DeploymentFacts> = {}): DeploymentFacts {
  return {
    url: 'http://127.0.0.1:9900/',
    epoch: 'v2',
    version: 'v2',
    verdict: 'pass',
    evaluatedAt: '2026-01-05T00:00:00.000Z',
    comparedSince: '2026-01-01T00:00:00.000Z',
    exchanges: 10,
    compared: 9,
    mismatched: 0,
    notCompared: [{ kind: 'excused', reason: 'racy', exchanges: 1, share: 0.1 }],
    criteria: [
      { criterion: 'findings', area: 'keys', result: 'pass', reason: 'keys: none is open.' },
    ],
    routes: [{ route: 'GET /keys', area: 'keys', exchanges: 10, compared: 9, mismatched: 0 }],
    findings: [],
    rules: [],
    operators: [],
    counts: [],
    resources: null,
    databases: null,
    queries: [],
    ...changes,
  };
}

/** The facts of a complete rollout. */
export function completeRollout(): RolloutFacts {
  const passed = {
    state: 'passed',
    promotedAt: '2026-01-02T00:00:00.000Z',
    passedAt: '2026-01-03T00:00:00.000Z',
    soakHoursAsked: 24,
    soakHoursTaken: 24,
  };
  const rehearsal = {
    at: '2026-01-02T01:00:00.000Z',
    who: 'Ada',
    rollbackMs: 1200,
    promoteMs: 900,
  };
  return {
    rollout: 'conduit',
    version: 'v2',
    isPlanned: true,
    tiers: ['canary', 'tier1'],
    environments: [
      { environment: 'dev', tier: 'canary', ...passed, rehearsal },
      { environment: 'prod', tier: 'tier1', ...passed, rehearsal: null },
    ],
    timeline: [],
  };
}

/** The facts of a migration whose steps are all done. */
export function completeFacts(changes: Partial<Facts> = {}): Facts {
  return {
    madeAt: '2026-01-05T00:00:00.000Z',
    madeBy: '0.1.0',
    deployments: [deploymentFacts()],
    unreachable: [],
    rollout: completeRollout(),
    ...changes,
  };
}
