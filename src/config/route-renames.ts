import { routeOfOperation } from '../vocabulary/operation-name.ts';
import { percentDecoded } from '../vocabulary/percent-decoded.ts';
import { type CompareRule, configuredRules } from './compare-rules.ts';
import { cachedByPath, segmentsOf } from './request-path.ts';
import { createReshaper, type Reshaper } from './reshape.ts';
import { createRouteMatcher } from './route-matcher.ts';
import type { Config } from './schema.ts';

/** Renames members of the candidate's documents on one route to primary's names. */
export interface RouteRenames {
  /** Null if no rule renames members. */
  readonly reshaper: Reshaper | null;
}

/**
 * Finds the renames of members on a request's route. It finds the route as the route table does.
 *
 * @returns a function of the method and the target of a request, and of its operation, if the route has any; null
 *   if no rule renames anything
 */
export function createRouteRenames(
  config: Pick<Config, 'compare' | 'routes'>,
): ((method: string, target: string, operation?: string) => RouteRenames) | null {
  const { everywhere, byRoute } = configuredRules(config);
  const common = renamesIn(everywhere);
  const own = new Map(
    byRoute.map(({ route, inherited, rules }) => [
      route,
      renamesIn([...everywhere, ...inherited, ...rules]),
    ]),
  );
  if (![common, ...own.values()].some(({ reshaper }) => reshaper !== null)) return null;
  const find = createRouteMatcher(config.routes);
  const routeOf = cachedByPath((method, path) => {
    const segments = segmentsOf(path);
    const route = segments === null ? undefined : find(method, segments.map(percentDecoded));
    return { match: route?.match ?? '' };
  });
  return (method, target, operation = '') => {
    const { match } = routeOf(method, target);
    return own.get(routeOfOperation(match, operation)) ?? own.get(match) ?? common;
  };
}

function renamesIn(rules: readonly CompareRule[]): RouteRenames {
  const renames = rules.flatMap(({ kind, path, terms }) =>
    kind === 'rename' ? { kind, path, from: terms.from, to: terms.to } : [],
  );
  return { reshaper: createReshaper(renames) };
}
