import { Counter, Gauge, type Registry } from 'prom-client';
import { outcomes } from '../../vocabulary/comparison.ts';
import { aspects } from '../../vocabulary/difference.ts';
import { partsOfRoute } from '../../vocabulary/operation-name.ts';
import type { RouteLedger } from '../route-ledger.ts';
import type { RouteSeries } from '../../metrics/route-series.ts';
import { type HistogramScope, ledgerTimes } from './ledger-seconds.ts';

/** The operation is empty for a route that has none. */
const routeLabels = ['route', 'operation'] as const;

/**
 * Outcomes of comparisons, by route. A route has all its series from its first exchange on, so that
 * the first mismatch is a step from 0 to 1 that `rate()` can see.
 */
export function registerExchangeMetrics(
  registry: Registry,
  ledger: RouteLedger,
  series: () => RouteSeries,
): void {
  const registers = [registry];
  void new Counter({
    name: 'parallax_exchanges_total',
    help: 'Exchanges that primary answered, by the outcome of the comparison.',
    labelNames: [...routeLabels, 'area', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const { route, area, outcomes: counts } of ledger.all()) {
        const labels = { ...partsOfRoute(route), area };
        for (const outcome of outcomes) this.inc({ ...labels, outcome }, counts[outcome]);
      }
    },
  });
  void new Counter({
    name: 'parallax_mismatches_total',
    help: 'Mismatches by the part of the answer that differs; an exchange counts once for each such part.',
    labelNames: [...routeLabels, 'area', 'aspect'],
    registers,
    collect() {
      this.reset();
      for (const { route, area, mismatches } of ledger.all()) {
        const labels = { ...partsOfRoute(route), area };
        for (const aspect of aspects) this.inc({ ...labels, aspect }, mismatches[aspect]);
      }
    },
  });
  for (const times of ledgerTimes(ledger, () => scopeOf(series()))) registry.registerMetric(times);
  void new Gauge({
    name: 'parallax_routes_sharing_times',
    help: 'Routes whose response times are in the histogram of route (other), because metrics.seriesMax allows no more series.',
    registers,
    collect() {
      const { histograms, histogramsMax } = series();
      const beyond = ledger.all().length - histogramsMax;
      this.set(histograms === 'route' ? Math.max(0, beyond) : 0);
    },
  });
}

function scopeOf({ histograms, histogramsMax }: RouteSeries): HistogramScope | null {
  return histograms === 'none' ? null : { by: histograms, routesMax: histogramsMax };
}
