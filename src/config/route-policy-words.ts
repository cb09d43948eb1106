import { partsOfRoute } from '../vocabulary/operation-name.ts';
import { operationEntries } from './route-operations.ts';
import type { RouteConfig } from './schema.ts';

/**
 * The mirroring policy of a route of the config, as short texts; empty if it has none.
 *
 * @param isCapInherited whether the cap is one for all operations of the route
 */
export function routePolicyWords(
  { mirror, safe, sample, perSecondMax, timeoutMs }: RouteConfig,
  isCapInherited = false,
): readonly string[] {
  if (mirror === 'off') return ['not mirrored'];
  return [
    ...(safe === true ? ['safe'] : []),
    ...(sample === undefined ? [] : [`a share of ${sample}`]),
    ...(perSecondMax === undefined
      ? []
      : [`at most ${perSecondMax} per second${isCapInherited ? ' on the whole route' : ''}`]),
    ...(timeoutMs === undefined ? [] : [`timeout ${timeoutMs} ms`]),
  ];
}

/**
 * The same by the name of the route, as pages and evidence have it.
 *
 * @returns a function that returns an empty list for a route without a policy
 */
export function routePolicyWordsOf(
  routes: readonly RouteConfig[],
): (route: string) => readonly string[] {
  const words = new Map(routes.map((route) => [route.match, wordsOfOperation(route, routes)]));
  const inherited = new Map(routes.map((route) => [route.match, inheritedWords(route)]));
  return (name) => words.get(name) ?? inherited.get(partsOfRoute(name).route) ?? [];
}

/** The policy of an entry, including the keys that an operation inherits from its route. */
function wordsOfOperation(route: RouteConfig, routes: readonly RouteConfig[]): readonly string[] {
  const of = operationEntries(routes).get(route.match)?.of;
  return of === undefined
    ? routePolicyWords(route)
    : routePolicyWords({ ...of, ...route }, route.perSecondMax === undefined);
}

function inheritedWords(route: RouteConfig): readonly string[] {
  return routePolicyWords(route, true);
}
