import { gatePolicySchema } from '../../src/config/gate-policy.ts';
import type { RouteConfig } from '../../src/config/schema.ts';
import {
  type ObservedExchange,
  recordExchange,
} from '../../src/control/evidence/record-exchange.ts';
import { evaluateGate } from '../../src/control/gate/evaluate.ts';
import { resolveGatePolicy } from '../../src/control/gate/resolve-policy.ts';
import { emptyEvidence } from '../../src/vocabulary/evidence.ts';
import type { Verdict } from '../../src/vocabulary/verdict.ts';

type Differences = ObservedExchange['differences'];

export interface ModelOptions {
  readonly settings?: object;
  readonly routes?: readonly RouteConfig[];
  readonly secondary?: boolean;
}

/** One exchange of a model; by default equal answers in equal times. */
export interface ModelExchange {
  /** Index of the route. */
  readonly route?: number;
  readonly differences?: Differences;
  readonly secondary?: Differences | null;
  readonly error?: boolean;
  readonly candidateMs?: number;
  readonly referenceMs?: number;
  /** Of an event stream. */
  readonly stream?: ObservedExchange['stream'];
  readonly primaryError?: boolean;
}

export interface GateModel {
  record(atMs: number, exchange?: ModelExchange): void;
  judge(nowMs: number): Verdict;
}

const status: Differences = [{ aspect: 'status', kind: 'changed', template: 'status' }];

/**
 * The gate as functions, without sockets, to simulate a day of traffic in a second.
 *
 * @returns makes a model with evidence of its own
 */
export function gateModel({
  settings = {},
  routes = [{ match: 'GET /a', area: 'a' }],
  secondary = false,
}: ModelOptions): () => GateModel {
  const policy = resolveGatePolicy(gatePolicySchema.parse(settings), routes, secondary);
  return () => {
    const evidence = emptyEvidence();
    return {
      record(atMs, exchange = {}) {
        const { route = 0, differences = [], secondary: other = null, error = false } = exchange;
        const { candidateMs = 10, referenceMs = 10, stream = null } = exchange;
        const { primaryError = false } = exchange;
        const { match = '', area = '' } = routes[route] ?? {};
        const { coverage } = evidence;
        for (const stage of ['eligible', 'sampled', 'mirrored', 'compared'] as const) {
          coverage[stage] += 1;
        }
        const margins = (policy.areas.get(area) ?? policy.otherAreas).latency;
        recordExchange(
          evidence,
          {
            epoch: 'v1',
            area,
            route: match,
            wallClockMs: atMs,
            kind: primaryError && !error ? 'primary_failed' : 'answered',
            candidateError: error,
            primaryError,
            differences: error && !primaryError ? status : differences,
            truncated: false,
            secondary: other && { differences: other, truncated: false },
            latency: { candidateMs, referenceMs },
            stream,
          },
          margins,
        );
      },
      judge: (nowMs) =>
        evaluateGate(evidence, policy, nowMs, { epoch: 'v1', hold: null, accepted: [] }),
    };
  };
}
