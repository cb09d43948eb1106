import { isUnsafeMethod } from './out-of-scope.ts';
import type { Config } from './schema.ts';

const keys = ['sample', 'perSecondMax', 'timeoutMs'] as const;

/**
 * What routes say about mirroring requests that `mirror.methods: safe` leaves out. No fault: the same
 * file may serve for `all`, later.
 */
export function idleRoutePolicies({ mirror, routes }: Pick<Config, 'mirror' | 'routes'>): readonly {
  readonly path: readonly (string | number)[];
  readonly message: string;
}[] {
  if (mirror.methods !== 'safe') return [];
  return routes.flatMap((route, index) => {
    if (route.safe === true || !isUnsafeMethod(route.match)) return [];
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
