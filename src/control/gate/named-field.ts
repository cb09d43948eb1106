import type { Evidence, RouteEvidence } from '../../vocabulary/evidence.ts';
import { noisyField, otherField } from '../../vocabulary/evidence.ts';

/** Names under which many fields are counted: nobody can accept them, because they include unknown fields. */
export function isCollective(key: string): boolean {
  return key === otherField || key === noisyField || key.endsWith(' (not listed)');
}

/** Whether a field has differed on a route; a route may be in the evidence of several areas. */
export function hasField({ routes }: Evidence, route: string, key: string): boolean {
  return routesNamed(routes, route).some(({ fields }) => fields.get(key)?.differing);
}

export function hasRoute({ routes }: Evidence, route: string): boolean {
  return routesNamed(routes, route).length > 0;
}

function routesNamed(routes: ReadonlyMap<string, RouteEvidence>, name: string): RouteEvidence[] {
  return [...routes.values()].filter(({ route }) => route === name);
}
