import type { Handler } from 'hono';
import type { WatchViews } from '../../watch/watch-view.ts';

/** `GET /api/resources`: memory, CPU time and the like of both deployments; null without their metrics. */
export function resourcesEndpoint({ resources }: WatchViews): Handler {
  return (context) => context.json(resources());
}

/** `GET /api/queries`: the answers of Prometheus to the queries of the gate. */
export function queriesEndpoint({ queries }: WatchViews): Handler {
  return (context) => context.json(queries());
}
