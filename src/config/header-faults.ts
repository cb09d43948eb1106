import { z } from 'zod';
import { partsOfRoute } from '../vocabulary/operation-name.ts';
import { mayMatchSameHeader } from './header-pattern.ts';

const names = z.array(z.string()).default([]).catch([]);

/** Accepts values that other rules may have refused. */
const headerLists = z.object({
  compare: z.array(z.string()).optional().catch(undefined),
  add: names,
  remove: names,
});

const withHeaders = z.object({
  compare: z.object({ headers: headerLists }),
  routes: z
    .array(
      z.object({
        match: z.string().catch(''),
        compare: z.object({ headers: headerLists }).optional().catch(undefined),
      }),
    )
    .default([])
    .catch([]),
});

/** Faults of headers that are removed from a list that does not have them: most are misspelt. */
export function headerFaults(
  config: unknown,
): readonly { readonly path: (string | number)[]; readonly message: string }[] {
  const { data } = withHeaders.safeParse(config);
  if (data === undefined) return [];
  const { headers } = data.compare;
  const top = [...(headers.compare ?? []), ...headers.add];
  return [
    ...faultsIn(headers, top, ['compare', 'headers']),
    ...data.routes.flatMap(({ match, compare }, index) => {
      if (compare === undefined) return [];
      const own = compare.headers;
      const { route } = partsOfRoute(match);
      const of = route === match ? undefined : data.routes.find((one) => one.match === route);
      const inherited = of?.compare?.headers;
      const above = [...(inherited?.compare ?? top), ...(inherited?.add ?? [])];
      const listed = [...(own.compare ?? above), ...own.add];
      return faultsIn(own, listed, ['routes', index, 'compare', 'headers']);
    }),
  ];
}

function faultsIn(
  { remove }: z.output<typeof headerLists>,
  listed: readonly string[],
  place: readonly (string | number)[],
) {
  return remove.flatMap((name, index) => {
    if (listed.some((other) => mayMatchSameHeader(name, other))) return [];
    const message = 'no compared header has this name: correct it, or leave it out';
    return [{ path: [...place, 'remove', index], message }];
  });
}
