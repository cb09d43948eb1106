import { collectDefaultMetrics, type Registry } from 'prom-client';

/** Gauges that prom-client names like counters, which `promtool check metrics` rightly minds. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/**
 * Registers what prom-client measures of the process.
 *
 * @param lagSampleMs how often the lag of the event loop is sampled: each time wakes the thread
 */
export function registerDefaultMetrics(registry: Registry, lagSampleMs = 10): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: lagSampleMs });
  for (const name of misnamed) registry.removeSingleMetric(name);
}
