import type { Hono } from 'hono';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../log.ts';
import { openInbox } from '../transport/inbox.ts';
import type { PlaneEnds } from '../transport/worker-link.ts';
import { comparisonShape } from '../vocabulary/comparison-shape.ts';
import type { Comparison } from '../vocabulary/comparison.ts';
import type { ProcessTotals } from '../vocabulary/plane-message.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { createAdminApp } from './admin/app.ts';
import { createMetrics } from './metrics/metrics.ts';
import { RecentComparisons } from './recent-comparisons.ts';
import { RouteLedger } from './route-ledger.ts';
import { RuleLedger } from './rule-ledger.ts';

export interface ControlPlaneOptions {
  readonly config: Config;
  /** Random per process; see `exchangeId`. */
  readonly instance: string;
  readonly tally: Tally;
  readonly log: Logger;
  /** The wall clock, milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface ControlPlane {
  /** What is tied to the supervisor: comparisons come in, nothing goes out. */
  readonly ends: PlaneEnds;
  /** What answers on the admin address. */
  readonly app: Hono;
}

/** Keeps the facts that comparisons bring, in bounded memory, and serves them to people and programs. */
export function createControlPlane(options: ControlPlaneOptions): ControlPlane {
  const { config, instance, tally, log, now = Date.now } = options;
  const routes = new RouteLedger(config.routesMax + config.routes.length);
  const rules = new RuleLedger({ config, log, now });
  const recent = new RecentComparisons();
  let totals: ProcessTotals | null = null;
  const latestTotals = (): ProcessTotals | null => totals;

  return {
    app: createAdminApp({
      config,
      instance,
      routes,
      rules,
      recent,
      totals: latestTotals,
      metrics: createMetrics({ routes, rules, totals: latestTotals, instance }),
      log,
    }),
    ends: {
      tally,
      onInput: (port) =>
        openInbox(port, comparisonShape, (delivery) => {
          routes.add(delivery.record);
          recent.add(delivery.record);
          if (isCompared(delivery.record)) rules.compared();
          delivery.release();
        }),
      onTotals: (latest) => {
        totals = latest;
        rules.report(latest.ruleUses);
      },
    },
  };
}

/** Its bodies were, so that rules had their chance. */
function isCompared({ outcome }: Comparison): boolean {
  return outcome === 'match' || outcome === 'mismatch';
}
