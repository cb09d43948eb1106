import { collectDefaultMetrics, type Registry } from 'prom-client';

/** Gauges that prom-client names like counters, which `promtool check metrics` rightly minds. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** Registers what prom-client measures of the process. */
export function registerDefaultMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
}
