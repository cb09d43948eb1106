import { partsOfRoute } from '../vocabulary/operation-name.ts';
import { isUnsafeMethod } from './out-of-scope.ts';
import { withInherited } from './route-operations.ts';
import type { Config, RouteConfig } from './schema.ts';

const keys = ['sample', 'perSecondMax', 'timeoutMs'] as const;

/**
 * Mirroring keys of routes that have no effect under `mirror.methods: safe`. These are warnings, because the file
 * may be used with `all` later.
 */
export function idleRoutePolicies({ mirror, routes }: Pick<Config, 'mirror' | 'routes'>): readonly {
  readonly path: readonly (string | number)[];
  readonly message: string;
}[] {
  if (mirror.methods !== 'safe') return [];
  const inherited = withInherited(routes);
  return routes.flatMap((route, index) => {
    const own = inherited.slice(index, index + 1);
    // The keys of a route also apply to its operations, and some of those may be safe.
    const of = inherited.filter(({ match }) => partsOfRoute(match).route === route.match);
    if (!isUnsafeMethod(route.match) || [...own, ...of].some(mayBeSafe)) return [];
    const [method = ''] = route.match.split(' ', 1);
    return keys
      .filter((key) => route[key] !== undefined)
      .map((key) => ({
        path: ['routes', index, key],
        message:
          `${key} has no effect, because mirror.methods: safe does not mirror ${method}: ` +
          'write safe: true if the route only reads, or mirror.methods: all',
      }));
  });
}

/** Queries of GraphQL are safe by themselves. */
function mayBeSafe({ safe, by }: RouteConfig): boolean {
  return safe === true || by?.body === 'graphql';
}
