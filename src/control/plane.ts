import { DatabaseSync } from 'node:sqlite';
import type { Hono } from 'hono';
import type { Config } from '../config/schema.ts';
import type { Setting } from '../config/settings.ts';
import type { Logger } from '../log.ts';
import { openInbox } from '../transport/inbox.ts';
import type { PlaneEnds } from '../transport/worker-link.ts';
import { comparisonShape } from '../vocabulary/comparison-shape.ts';
import type { ProcessTotals } from '../vocabulary/plane-message.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { createAdminApp } from './admin/app.ts';
import { openArchive } from './archive/archive.ts';
import { createMetrics } from './metrics/metrics.ts';
import { RecentComparisons } from './recent-comparisons.ts';
import { RouteLedger } from './route-ledger.ts';

export interface ControlPlaneOptions {
  readonly config: Config;
  /** Random per process; see `exchangeId`. */
  readonly instance: string;
  readonly settings: readonly Setting[];
  readonly tally: Tally;
  readonly log: Logger;
}

export interface ControlPlane {
  /** What is tied to the supervisor: comparisons come in, nothing goes out. */
  readonly ends: PlaneEnds;
  /** What answers on the admin address. */
  readonly app: Hono;
}

/** Keeps the facts that comparisons bring, in bounded memory, and serves them to people and programs. */
export function createControlPlane(options: ControlPlaneOptions): ControlPlane {
  const { config, instance, settings, tally, log } = options;
  const routes = new RouteLedger(config.routesMax + config.routes.length);
  const recent = new RecentComparisons();
  const archive = openArchive({
    database: new DatabaseSync(':memory:'),
    instance,
    retention: { ageMsMax: 14 * 86_400_000, bytesMax: 64 * 1024 * 1024 },
  });
  setInterval(() => archive.flush(), 1000).unref();
  let totals: ProcessTotals | null = null;
  const latestTotals = (): ProcessTotals | null => totals;

  return {
    app: createAdminApp({
      config,
      instance,
      settings,
      routes,
      recent,
      archive,
      totals: latestTotals,
      metrics: createMetrics({ routes, totals: latestTotals, instance }),
      log,
    }),
    ends: {
      tally,
      onInput: (port) =>
        openInbox(port, comparisonShape, (delivery) => {
          routes.add(delivery.record);
          recent.add(delivery.record);
          archive.add(delivery.record, '');
          delivery.release();
        }),
      onTotals: (latest) => {
        totals = latest;
      },
    },
  };
}
