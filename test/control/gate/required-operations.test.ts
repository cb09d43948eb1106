import { describe, expect, it } from 'vitest';
import type { RouteConfig } from '../../../src/config/schema.ts';
import { gatePolicySchema } from '../../../src/config/gate-policy.ts';
import { evaluateGate } from '../../../src/control/gate/evaluate.ts';
import { resolveGatePolicy } from '../../../src/control/gate/resolve-policy.ts';
import { emptyEvidence, type Evidence } from '../../../src/vocabulary/evidence.ts';
import { recordNotCompared } from '../../../src/control/evidence/record-exchange.ts';
import { addExchanges, hourMs, startMs, undisturbed } from './observed-exchange.ts';

const graphql: RouteConfig = { match: 'POST /graphql', by: { body: 'graphql' }, area: 'api' };

/** The result of the criterion for required routes. */
function requiredIn(
  evidence: Evidence,
  routes: readonly RouteConfig[],
  outOfScope: readonly string[] = [],
) {
  const policy = resolveGatePolicy(
    gatePolicySchema.parse({ outOfScope, defaults: { routeExchangesMin: 100 } }),
    routes,
    false,
    'safe',
  );
  const { criteria } = evaluateGate(evidence, policy, startMs + 25 * hourMs, undisturbed);
  const found = criteria.find(({ criterion }) => criterion === 'route_exchanges');
  return [found?.result, found?.reason];
}

function seen(counts: Readonly<Record<string, number>>) {
  const evidence = emptyEvidence();
  for (const [operation, count] of Object.entries(counts)) {
    addExchanges(evidence, count, { area: 'api', route: `POST /graphql ${operation}` });
  }
  return evidence;
}

describe('a required route with operations', () => {
  it('counts the comparisons of all its operations', () => {
    expect(requiredIn(seen({ A: 60, B: 60 }), [graphql])[0]).toBe('pass');
    expect(requiredIn(seen({ A: 40, B: 40 }), [graphql])).toEqual([
      'inconclusive',
      'api: 0 of 1 required routes matched at least 100 times; too few: POST /graphql (80).',
    ]);
  });

  it('may require single operations', () => {
    const routes = [graphql, { match: 'POST /graphql B' }];
    expect(requiredIn(seen({ A: 200 }), routes)[1]).toContain('too few: POST /graphql B (0).');
    expect(requiredIn(seen({ A: 200, B: 100 }), routes)[0]).toBe('pass');
  });

  it('does not require a mutation that gate.outOfScope names', () => {
    const routes = [graphql, { match: 'POST /graphql B' }];
    const evidence = seen({ A: 200 });
    const under = { area: 'api', route: 'POST /graphql B' };
    recordNotCompared(evidence, under, 'leftOut', 'unsafe_method');
    expect(requiredIn(evidence, routes)[1]).toContain('POST /graphql B (left out by policy)');
    expect(requiredIn(evidence, routes, ['methods'])[0]).toBe('pass');
  });
});
