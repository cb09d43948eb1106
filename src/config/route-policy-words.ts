import type { RouteConfig } from './schema.ts';

/** What a route of the config says about mirroring it, each in a few words; empty where nothing. */
export function routePolicyWords({
  mirror,
  safe,
  sample,
  perSecondMax,
  timeoutMs,
}: RouteConfig): readonly string[] {
  if (mirror === 'off') return ['not mirrored'];
  return [
    ...(safe === true ? ['safe'] : []),
    ...(sample === undefined ? [] : [`a share of ${sample}`]),
    ...(perSecondMax === undefined ? [] : [`at most ${perSecondMax} per second`]),
    ...(timeoutMs === undefined ? [] : [`timeout ${timeoutMs} ms`]),
  ];
}

/**
 * The same by the name of the route, as pages and evidence have it.
 *
 * @returns a function that gives an empty list for a route of which the config says nothing
 */
export function routePolicyWordsOf(
  routes: readonly RouteConfig[],
): (route: string) => readonly string[] {
  const words = new Map(routes.map((route) => [route.match, routePolicyWords(route)]));
  return (route) => words.get(route) ?? [];
}
