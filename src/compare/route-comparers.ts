import type { CompareConfig, RouteCompareConfig } from '../config/compare-schema.ts';
import { operationEntries } from '../config/route-operations.ts';
import type { RouteConfig } from '../config/schema.ts';
import { partsOfRoute } from '../vocabulary/operation-name.ts';
import {
  createResponseComparer,
  type Exchanges,
  type ResponseComparer,
  type ResponseConfig,
} from './compare-responses.ts';
import { compileFieldRules } from './headers/field-rules.ts';
import { createRuleBook, type JsonRules, type RuleUse } from './rules/rule-book.ts';

/**
 * Creates a comparer for each route and operation that has rules of its own, and one for all others. An
 * operation without rules uses those of its route.
 *
 * @returns the comparer of a route, by the route's name
 * @throws the JSONPath library's error if a path or a pattern in the config is not valid
 */
export function createRouteComparers(
  config: ResponseConfig & {
    readonly compare: CompareConfig;
    readonly routes: readonly RouteConfig[];
  },
  exchanges: Exchanges,
  use: RuleUse,
): (route: string) => ResponseComparer {
  const rules = createRuleBook(config, use);
  const operations = operationEntries(config.routes);
  const comparerWith = (json: JsonRules, own: readonly RouteCompareConfig[]): ResponseComparer =>
    createResponseComparer(config, exchanges, {
      headers: compileFieldRules(config.compare, own),
      json,
      clocks: own.findLast(({ clocks }) => clocks !== undefined)?.clocks ?? config.compare.clocks,
    });
  const common = comparerWith(rules.common, []);
  const byRoute = new Map<string, ResponseComparer>();
  for (const { match, compare } of config.routes) {
    if (compare === undefined) continue;
    const inherited = operations.get(match)?.of.compare;
    const own = inherited === undefined ? [compare] : [inherited, compare];
    byRoute.set(match, comparerWith(rules.forRoute(match), own));
  }
  return (route) => byRoute.get(route) ?? byRoute.get(partsOfRoute(route).route) ?? common;
}
