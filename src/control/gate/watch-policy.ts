import type { Config } from '../../config/schema.ts';
import type { ResourceBudgets } from '../../config/watch-schema.ts';
import type { JudgedTotal } from '../databases/database-totals.ts';
import { blockLengthMs } from '../block-length.ts';
import { type QueryPolicy, queryPolicy } from './query-policy.ts';

/** Limits for the candidate's use of resources; the evidence is in blocks of this length. */
export interface ResourcePolicy extends ResourceBudgets {
  readonly lengthMs: number;
}

/** Limits for the candidate's load on its database. */
export interface DatabasesPolicy {
  readonly lengthMs: number;
  /** The factor by which the candidate may exceed primary, for each judged total. */
  readonly factors: ReadonlyMap<JudgedTotal, number>;
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
  /** Null where databases are only shown, or not configured. */
  readonly databases: DatabasesPolicy | null;
}

/**
 * The policy of the criteria that do not depend on the traffic. Blocks are a part of the longest soak of all
 * areas.
 */
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
    databases: databasesPolicy({ primary, candidate, gate }, soakHours),
  };
}

function databasesPolicy(
  { primary, candidate, gate }: Pick<Config, 'primary' | 'candidate' | 'gate'>,
  soakHours: number,
): DatabasesPolicy | null {
  const [one, other] = [primary.database, candidate.database];
  if (one === undefined || other === undefined) return null;
  const { statementsFactor, timeFactor, rowsFactor } = gate.databases ?? {};
  const asked = [
    ['statements', statementsFactor],
    ['milliseconds', timeFactor],
    ['rows', rowsFactor],
  ] as const;
  const factors = asked.flatMap(([total, factor]) => {
    return factor === undefined ? [] : [[total, factor] as const];
  });
  if (factors.length === 0) return null;
  const lengthMs = blockLengthMs(soakHours, Math.max(one.everyMs, other.everyMs));
  return { lengthMs, factors: new Map(factors) };
}
