import { Counter, type Registry } from 'prom-client';
import { outcomes } from '../../vocabulary/comparison.ts';
import { aspects } from '../../vocabulary/difference.ts';
import { partsOfRoute } from '../../vocabulary/operation-name.ts';
import type { RouteLedger } from '../route-ledger.ts';
import { ledgerTimes } from './ledger-seconds.ts';

/** The operation is empty for a route that has none. */
const routeLabels = ['route', 'operation'] as const;

/**
 * What comparing found, by route. A route has all its series from its first exchange on, so that
 * the first mismatch is a step from 0 to 1 that `rate()` can see.
 */
export function registerExchangeMetrics(registry: Registry, ledger: RouteLedger): void {
  const registers = [registry];
  void new Counter({
    name: 'parallax_exchanges_total',
    help: 'Exchanges that primary answered, by what comparing them with the candidate came to.',
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
    help: 'Mismatching exchanges, by the part of the response that differed; once for each such part.',
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
  for (const times of ledgerTimes(ledger)) registry.registerMetric(times);
}
