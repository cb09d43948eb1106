import type { Handler } from 'hono';
import type { Metrics } from '../../metrics/metrics.ts';

/** The counts, in Prometheus' text format. */
export function metricsEndpoint(metrics: Metrics): Handler {
  return async (context) =>
    context.body(await metrics.render(), 200, { 'content-type': metrics.contentType });
}
