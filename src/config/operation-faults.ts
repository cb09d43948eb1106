import { batchOperation, otherOperation } from '../vocabulary/operation-name.ts';
import { parseRouteTemplate } from './route-template.ts';

/** The parts of an entry of `routes` that matter for faults between entries. */
export interface RouteEntry {
  readonly match: string;
  /** In any notation. */
  readonly by?: unknown;
  readonly safe?: boolean | undefined;
}

/** The fault of a key of the config. */
export interface RouteFault {
  readonly path: (string | number)[];
  readonly message: string;
}

/** Faults of entries for operations, and of keys that a route with operations cannot have. */
export function operationFaults(routes: readonly RouteEntry[]): readonly RouteFault[] {
  const routeOf = new Map<string, RouteEntry>();
  for (const one of routes) if (!routeOf.has(one.match)) routeOf.set(one.match, one);
  return routes.flatMap((entry, index) => {
    const { route, operation } = parseRouteTemplate(entry.match);
    const fault =
      operation === '' ? faultOfRoute(entry) : faultOfOperation(entry, operation, routeOf, route);
    return fault === null ? [] : [{ path: ['routes', index, fault.key], message: fault.message }];
  });
}

interface KeyFault {
  readonly key: string;
  readonly message: string;
}

function faultOfRoute({ match, by, safe }: RouteEntry): KeyFault | null {
  if (safe !== true || !isGraphql(by)) return null;
  const message =
    'with by: graphql, queries are safe and mutations are not: leave safe out, or write it ' +
    `in an entry for one operation: match: ${match} NAME`;
  return { key: 'safe', message };
}

function faultOfOperation(
  { by, safe }: RouteEntry,
  operation: string,
  routeOf: ReadonlyMap<string, RouteEntry>,
  route: string,
): KeyFault | null {
  const of = routeOf.get(route);
  if (of === undefined) {
    const message = `write an entry with match: ${route} and by first: an entry for ${operation} refines it`;
    return { key: 'match', message };
  }
  if (of.by === undefined) {
    const message = `${route} has no operations: write by in its entry, for example by: graphql, or leave out ${operation}`;
    return { key: 'match', message };
  }
  if (by !== undefined) {
    return {
      key: 'by',
      message: `this entry is for one operation: write by in the entry of ${route}`,
    };
  }
  if (safe !== undefined && operation === batchOperation) {
    const message = 'a batch is safe if all its requests are: leave this out, or write mirror: off';
    return { key: 'safe', message };
  }
  if (!isGraphql(of.by)) return null;
  if (safe === false) {
    const message = 'a query is always safe: to exclude it, write mirror: off';
    return { key: 'safe', message };
  }
  if (safe === true && operation === otherOperation) {
    return { key: 'safe', message: `${otherOperation} may include mutations: leave safe out` };
  }
  return null;
}

/** In either of its notations. */
function isGraphql(by: unknown): boolean {
  if (by === 'graphql') return true;
  return typeof by === 'object' && by !== null && 'body' in by && by.body === 'graphql';
}
