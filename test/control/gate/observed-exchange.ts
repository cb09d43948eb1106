import { gatePolicySchema } from '../../../src/config/gate-policy.ts';
import type { RouteConfig } from '../../../src/config/schema.ts';
import type { Circumstances } from '../../../src/control/gate/overrides.ts';
import {
  type ObservedExchange,
  recordExchange,
} from '../../../src/control/evidence/record-exchange.ts';
import { type GatePolicy, resolveGatePolicy } from '../../../src/control/gate/resolve-policy.ts';
import { emptyEvidence, type Evidence } from '../../../src/vocabulary/evidence.ts';

export const hourMs = 3_600_000;
export const startMs = Date.UTC(2026, 0, 1);

/** A place in a body where values differ. */
export function place(template: string) {
  return { aspect: 'body', kind: 'changed', template } as const;
}

/** An exchange without faults by default. */
export function exchangeOf(changes: Partial<ObservedExchange> = {}): ObservedExchange {
  return {
    epoch: 'v1',
    area: 'keys',
    route: 'GET /keys',
    wallClockMs: startMs,
    kind: 'answered',
    candidateError: false,
    primaryError: false,
    differences: [],
    truncated: false,
    secondary: null,
    latency: { candidateMs: 100, referenceMs: 100 },
    ...changes,
  };
}

export const failedExchange: Partial<ObservedExchange> = {
  kind: 'candidate_failed',
  candidateError: true,
  latency: null,
};

/** The margins of the default policy. */
export const margins = {
  slower: { factor: 1.02, extraMs: 1 },
  tail: { factor: 2, extraMs: 50 },
  counted: { factor: 1.5, extraMs: 1 },
};

/** `count` exchanges alike, spread evenly over the given hours. */
export function addExchanges(
  evidence: Evidence,
  count: number,
  changes: Partial<ObservedExchange> = {},
  hours = 24,
): Evidence {
  for (let at = 0; at < count; at += 1) {
    const share = count === 1 ? 0 : at / (count - 1);
    const wallClockMs = startMs + share * hours * hourMs;
    recordExchange(evidence, exchangeOf({ wallClockMs, ...changes }), margins);
  }
  evidence.coverage.eligible += count;
  evidence.coverage.sampled += count;
  evidence.coverage.mirrored += count;
  evidence.coverage.compared += count;
  return evidence;
}

/** Evidence on which a candidate passes the policy of {@link policyOf}: a day of clean exchanges. */
export function cleanEvidence(count = 2000): Evidence {
  return addExchanges(emptyEvidence(), count);
}

const routes: readonly RouteConfig[] = [{ match: 'GET /keys', area: 'keys' }];

/** One area with one route and budgets of 1 % by default. */
export function policyOf(
  defaults: object = {},
  { areas = {}, hasSecondary = false, routesOf = routes, gate = {} } = {},
): GatePolicy {
  const settings = gatePolicySchema.parse({
    defaults: { mismatchBudget: 0.01, errorBudget: 0.01, ...defaults },
    areas,
    ...gate,
  });
  return resolveGatePolicy(settings, routesOf, hasSecondary);
}

export const undisturbed: Circumstances = { epoch: 'v1', hold: null, accepted: [] };
