import { Gauge, Registry } from 'prom-client';
import { registerDefaultMetrics } from '../../metrics/default-metrics.ts';
import type { RouteSeries } from '../../metrics/route-series.ts';
import type { ProcessTotals } from '../../vocabulary/plane-message.ts';
import type { ExchangeArchive } from '../archive/exchange-archive.ts';
import type { DatabasesStanding } from '../databases/both-databases.ts';
import type { EvidenceBook } from '../evidence/evidence-book.ts';
import type { Gate } from '../gate/gate.ts';
import type { Replays } from '../replays.ts';
import { deployments } from '../route-counts.ts';
import type { RouteLedger } from '../route-ledger.ts';
import type { RuleLedger } from '../rule-ledger.ts';
import type { Store } from '../store/store.ts';
import type { WatchViews } from '../watch/watch-view.ts';
import { version } from '../version.ts';
import { registerArchiveMetrics } from './archive-metrics.ts';
import { registerDatabaseMetrics } from './database-metrics.ts';
import { registerEvidenceMetrics } from './evidence-metrics.ts';
import { registerExchangeMetrics } from './exchange-metrics.ts';
import { registerGateMetrics } from './gate-metrics.ts';
import { registerReplayMetrics } from './replay-metrics.ts';
import { registerRuleMetrics } from './rule-metrics.ts';
import { registerServerTimingMetrics } from './server-timing-metrics.ts';
import { registerStoreMetrics } from './store-metrics.ts';
import { registerWatchMetrics } from './watch-metrics.ts';
import { registerTotalsMetrics } from '../../metrics/totals-metrics.ts';

export interface MetricsOptions {
  readonly routes: RouteLedger;
  /** Of the config in force. */
  readonly routeSeries: () => RouteSeries;
  readonly rules: RuleLedger;
  /** The counts of the process; null before the supervisor's first report. */
  readonly totals: () => ProcessTotals | null;
  readonly instance: string;
  readonly gate: Gate;
  readonly evidence: Pick<EvidenceBook, 'epoch' | 'current'>;
  readonly store: Store;
  readonly archive: Pick<ExchangeArchive, 'health'>;
  readonly replays: Pick<Replays, 'counts'>;
  readonly watch: WatchViews;
  readonly databases: () => DatabasesStanding | null;
}

/** The exposition, rendered from the counts at every scrape. */
export interface Metrics {
  readonly contentType: string;
  render(): Promise<string>;
}

export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  const registerReportedGauges = registerMetrics(registry, options);
  return {
    contentType: registry.contentType,
    render: async () => {
      registerReportedGauges();
      return registry.metrics();
    },
  };
}

/**
 * Registers every metric of a process with a control plane. Nothing is counted before the registry is rendered.
 *
 * @returns registers the gauges that planes have reported since; to be called ahead of each scrape
 */
export function registerMetrics(registry: Registry, options: MetricsOptions): () => void {
  const { routes, rules, totals, instance, gate, evidence, store, archive, replays } = options;
  const info = new Gauge({
    name: 'parallax_info',
    help: 'Always 1. The labels show the version of Parallax and the name of this process.',
    labelNames: ['version', 'process'],
    registers: [registry],
  });
  info.set({ version, process: instance }, 1);
  registerExchangeMetrics(registry, routes, options.routeSeries);
  registerGateMetrics(registry, gate);
  registerEvidenceMetrics(registry, evidence);
  registerServerTimingMetrics(registry, evidence);
  registerDatabaseMetrics(registry, evidence, options.databases);
  registerStoreMetrics(registry, store);
  registerArchiveMetrics(registry, archive);
  registerReplayMetrics(registry, replays);
  registerRuleMetrics(registry, rules, totals);
  registerWatchMetrics(registry, options.watch);
  const registerReportedGauges = registerTotalsMetrics(registry, totals, deployments);
  registerDefaultMetrics(registry);
  return registerReportedGauges;
}
