import { Counter, Gauge, type Registry } from 'prom-client';
import type { ResourceView, WatchViews } from '../watch/watch-view.ts';
import { ofFleet } from './of-fleet.ts';

/** Resources of both deployments, queries, and how reading them goes. */
export function registerWatchMetrics(registry: Registry, watch: WatchViews): void {
  const registers = [registry];
  const ofResources = (
    name: string,
    help: string,
    pick: (view: ResourceView) => number | null,
  ): void =>
    void new Gauge({
      name,
      help: ofFleet(help),
      labelNames: ['resource'],
      registers,
      collect() {
        this.reset();
        for (const view of watch.resources()?.resources ?? []) {
          const value = pick(view);
          if (value !== null) this.set({ resource: view.resource }, value);
        }
      },
    });
  ofResources(
    'parallax_resource_ratio',
    'Use of a resource by the candidate divided by that of primary; the median over blocks of time.',
    ({ ratio }) => ratio,
  );
  ofResources(
    'parallax_resource_ratio_max',
    'Largest parallax_resource_ratio with which the gate passes.',
    ({ factor }) => factor,
  );
  void new Gauge({
    name: 'parallax_resource',
    help: ofFleet(
      'Use of a resource by a deployment in the last complete block of time; for work, such as CPU time, per exchange.',
    ),
    labelNames: ['resource', 'deployment'],
    registers,
    collect() {
      this.reset();
      for (const { resource, blocks } of watch.resources()?.resources ?? []) {
        for (const deployment of ['primary', 'candidate'] as const) {
          const value = blocks.at(-2)?.[deployment] ?? null;
          if (value !== null) this.set({ resource, deployment }, value);
        }
      }
    },
  });
  void new Counter({
    name: 'parallax_metrics_reads_total',
    help: 'Times Parallax read the metrics of a deployment, by result.',
    labelNames: ['deployment', 'result'],
    registers,
    collect() {
      this.reset();
      for (const [deployment, health] of Object.entries(watch.resources()?.deployments ?? {})) {
        this.inc({ deployment, result: 'ok' }, health.reads);
        this.inc({ deployment, result: 'fault' }, health.faults);
      }
    },
  });
  void new Gauge({
    name: 'parallax_query_value',
    help: 'The worst value in the last answer of Prometheus to a query of the gate.',
    labelNames: ['query'],
    registers,
    collect() {
      this.reset();
      for (const { name, value } of watch.queries()) {
        if (value !== null) this.set({ query: name }, value);
      }
    },
  });
  void new Gauge({
    name: 'parallax_query_up',
    help: '1 if the last answer of Prometheus to a query of the gate had data, else 0.',
    labelNames: ['query'],
    registers,
    collect() {
      this.reset();
      for (const { name, fault } of watch.queries())
        this.set({ query: name }, fault === null ? 1 : 0);
    },
  });
}
