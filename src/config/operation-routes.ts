import { otherOperation, routeOfOperation } from '../vocabulary/operation-name.ts';
import type { RouteLabels } from './route-labels.ts';
import { withInherited } from './route-operations.ts';
import type { RouteConfig } from './schema.ts';

/** Clients choose the names: the most operations of a route that the config does not name. */
export const operationsMax = 200;

/** The routes of operations, bounded in number. */
export interface OperationRoutes {
  /** The number of those that the config does not name. */
  readonly size: number;
  /** The route of one operation; the route itself if it has none. */
  labelsOf(route: RouteLabels, operation: string): RouteLabels;
}

/** @param hasRoom whether there may be one more route; those of the config always may */
export function createOperationRoutes(
  routes: readonly RouteConfig[],
  hasRoom: () => boolean,
): OperationRoutes {
  const known = new Map<string, Map<string, RouteLabels>>();
  const counts = new Map<string, number>();
  let size = 0;

  function add(labels: RouteLabels, operation: string, area = labels.area): RouteLabels {
    const added = { route: routeOfOperation(labels.route, operation), area };
    known.get(labels.route)?.set(operation, added);
    return added;
  }

  for (const { match, by } of routes) if (by !== undefined) known.set(match, new Map());
  const areas = new Map(withInherited(routes).map(({ match, area }) => [match, area]));

  return {
    get size() {
      return size;
    },
    labelsOf(labels, operation) {
      const ofRoute = known.get(labels.route);
      if (ofRoute === undefined) return labels;
      const found = ofRoute.get(operation);
      if (found !== undefined) return found;
      const match = routeOfOperation(labels.route, operation);
      if (areas.has(match) && operation !== '') return add(labels, operation, areas.get(match));
      const count = counts.get(labels.route) ?? 0;
      if (
        operation === '' ||
        operation === otherOperation ||
        count >= operationsMax ||
        !hasRoom()
      ) {
        return ofRoute.get(otherOperation) ?? add(labels, otherOperation);
      }
      counts.set(labels.route, count + 1);
      size += 1;
      return add(labels, operation);
    },
  };
}
