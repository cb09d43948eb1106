import { z } from 'zod';
import { operationFaults, type RouteEntry, type RouteFault } from './operation-faults.ts';
import { parseRouteTemplate } from './route-template.ts';

/** Accepts values that other rules may have refused. */
const withRoutes = z.object({
  routes: z.array(
    z
      .object({
        match: z.string(),
        by: z.unknown().optional(),
        safe: z.boolean().optional().catch(undefined),
      })
      .catch({ match: '' }),
  ),
});

/** Faults of routes that can never apply, and of entries for operations without a route. */
export function routeFaults(config: unknown): readonly RouteFault[] {
  const { data } = withRoutes.safeParse(config);
  return data === undefined
    ? []
    : [...repeatedRoutes(data.routes), ...operationFaults(data.routes)];
}

/** Routes that can never apply, because an earlier one matches the same requests. */
function repeatedRoutes(routes: readonly RouteEntry[]): readonly RouteFault[] {
  const firstOf = new Map<string, number>();
  return routes.flatMap(({ match }, index) => {
    const requests = requestsOf(match);
    const first = firstOf.get(requests);
    if (match === '' || first === undefined) {
      firstOf.set(requests, index);
      return [];
    }
    const message =
      `${match} can never apply: routes[${first}].match, ${routes[first]?.match}, comes first and ` +
      'matches the same requests: put both into one entry';
    return [{ path: ['routes', index, 'match'], message }];
  });
}

/** Equal for routes that match the same requests: the names of placeholders do not count. */
export function requestsOf(match: string): string {
  const { method, segments, operation } = parseRouteTemplate(match);
  const parts = segments.map((segment) =>
    segment.kind === 'literal' ? [segment.text] : [segment.prefix, segment.suffix],
  );
  return JSON.stringify([method, operation, ...parts]);
}
