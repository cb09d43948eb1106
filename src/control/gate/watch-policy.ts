import type { Config } from '../../config/schema.ts';
import type { ResourceBudgets } from '../../config/watch-schema.ts';
import { blockLengthMs } from './block-length.ts';
import { type QueryPolicy, queryPolicy } from './query-policy.ts';

/** What the candidate may use; its evidence is in blocks of this length. */
export interface ResourcePolicy extends ResourceBudgets {
  readonly lengthMs: number;
}

export interface QueriesPolicy {
  readonly lengthMs: number;
  readonly everyMs: number;
  readonly all: readonly QueryPolicy[];
}

export interface WatchPolicy {
  /** Null where metrics are not configured. */
  readonly resources: ResourcePolicy | null;
  readonly queries: QueriesPolicy | null;
}

/** What is asked beside the traffic. Blocks are a part of the longest soak of all areas. */
export function watchPolicy({
  primary,
  candidate,
  prometheus,
  gate,
}: Pick<Config, 'primary' | 'candidate' | 'prometheus' | 'gate'>): WatchPolicy {
  const areas = Object.values(gate.areas).map(({ soakHours }) => soakHours ?? 0);
  const soakHours = Math.max(gate.defaults.soakHours, ...areas);
  const metrics = [primary.metrics, candidate.metrics].filter((one) => one !== undefined);
  const scrapeMs = Math.max(0, ...metrics.map(({ everyMs }) => everyMs));
  return {
    resources:
      metrics.length < 2
        ? null
        : { ...gate.resources, lengthMs: blockLengthMs(soakHours, scrapeMs) },
    queries:
      prometheus === undefined || gate.queries.length === 0
        ? null
        : {
            lengthMs: blockLengthMs(soakHours, prometheus.everyMs),
            everyMs: prometheus.everyMs,
            all: gate.queries.map(queryPolicy),
          },
  };
}
