import { z } from 'zod';
import { parseRouteTemplate } from './route-template.ts';

/** Takes values that other rules may have refused. */
const withRoutes = z.object({
  routes: z.array(z.object({ match: z.string() }).catch({ match: '' })),
});

/** Faults of routes that can never apply, because an earlier one matches the same requests. */
export function routeFaults(
  config: unknown,
): readonly { readonly path: (string | number)[]; readonly message: string }[] {
  const { data } = withRoutes.safeParse(config);
  if (data === undefined) return [];
  const firstOf = new Map<string, number>();
  return data.routes.flatMap(({ match }, index) => {
    const requests = requestsOf(match);
    const first = firstOf.get(requests);
    if (match === '' || first === undefined) {
      firstOf.set(requests, index);
      return [];
    }
    const message =
      `${match} can never apply: routes[${first}].match, ${data.routes[first]?.match}, comes first and ` +
      'matches the same requests: put both into one entry';
    return [{ path: ['routes', index, 'match'], message }];
  });
}

/** Equal for routes that match the same requests: the names of placeholders do not count. */
export function requestsOf(match: string): string {
  const { method, segments } = parseRouteTemplate(match);
  const parts = segments.map((segment) =>
    segment.kind === 'literal' ? [segment.text] : [segment.prefix, segment.suffix],
  );
  return JSON.stringify([method, ...parts]);
}
