import { type Metric, Registry } from 'prom-client';
import { registerMetrics, type MetricsOptions } from '../../src/control/metrics/metrics.ts';
import { createSmallRegistry } from '../../src/metrics/small-registry.ts';
import { registerUplinkMetrics, type UplinkState } from '../../src/tap/admin/uplink-metrics.ts';
import { type GaugeName, gauges } from '../../src/vocabulary/gauges.ts';
import { pageHead, plain, table } from './markdown.ts';

const introduction = `
\`GET /metrics\` on the admin address has them, in the text format of Prometheus. [config/prometheus](../config/prometheus) has alerting
rules, [runbooks.md](runbooks.md) says what to do when one fires, and [config/grafana](../config/grafana) has a dashboard.

A metric is absent until there is something to report: before the first exchange, without a \`store\`, or without a secondary.
"The same at every hub" means that each process of a fleet exports the value of the whole fleet: aggregate it with \`max\`, not with \`sum\`.
`;

/** Each metric with its type, labels and help, from the registries that `/metrics` renders. */
export function metricsPage(): string {
  const served = metricsOf(servingRegistry());
  const known = new Set(served.map(({ name }) => name));
  const reported = Object.keys(gauges).map((name) => reportedMetric(name as GaugeName));
  const ofTap = metricsOf(tapRegistry()).filter(({ name }) => !known.has(name));
  return [
    pageHead('Metrics'),
    introduction,
    section('Counts, the gate and evidence', served.filter(isOwn)),
    section('State of the planes', reported),
    section('A tap of a fleet', ofTap),
    section(
      'Of the process and Node.js',
      served.filter((metric) => !isOwn(metric)),
    ),
  ].join('\n');
}

function isOwn({ name }: ListedMetric): boolean {
  return name.startsWith('parallax_');
}

interface ListedMetric {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** What prom-client keeps of each metric, beyond what its types say. */
type KeptMetric = Metric & {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labelNames: readonly string[];
};

function metricsOf(registry: Registry): readonly ListedMetric[] {
  return (registry.getMetricsAsArray() as unknown as readonly KeptMetric[]).map(
    ({ name, type, help, labelNames }) => ({ name, type, help, labels: labelNames }),
  );
}

/** Of `run`, `hub` and `replay`. Registering reads no evidence: a store and an archive only have to be there. */
function servingRegistry(): Registry {
  const registry = new Registry();
  const kept = { health: { isUp: true, faults: {}, bytes: 0, lastSavedMs: null } };
  const options = { totals: () => null, instance: '', store: kept, archive: kept, replays: {} };
  registerMetrics(registry, options as unknown as MetricsOptions);
  return registry;
}

function tapRegistry(): Registry {
  const { registry } = createSmallRegistry({ version: '', instance: '' }, () => null);
  registerUplinkMetrics(registry, {} as UplinkState);
  return registry;
}

/** Planes report these by name; each is registered when it first has a value. */
function reportedMetric(name: GaugeName): ListedMetric {
  return { name: `parallax_${name}`, type: 'gauge', help: gauges[name], labels: [] };
}

function section(title: string, metrics: readonly ListedMetric[]): string {
  const rows = metrics.map(({ name, type, labels, help }) => [
    `\`${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', '),
    plain(help),
  ]);
  return `## ${title}\n\n${table(['metric', 'type', 'labels', 'meaning'], rows)}\n`;
}
