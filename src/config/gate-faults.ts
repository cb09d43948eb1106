import { z } from 'zod';

/** Accepts values that other rules may have refused. */
const withGate = z.object({
  routes: z
    .array(
      z.object({
        area: z.string().optional().catch(undefined),
        mirror: z.string().optional().catch(undefined),
      }),
    )
    .default([])
    .catch([]),
  gate: z.object({ areas: z.record(z.string(), z.unknown()) }),
});

/** Areas with criteria and without a mirrored route: they could never pass. */
export function gateFaults(
  config: unknown,
): readonly { readonly path: string[]; readonly message: string }[] {
  const { data } = withGate.safeParse(config);
  if (data === undefined) return [];
  const known = new Set(data.routes.map(({ area }) => area));
  const mirrored = new Set(
    data.routes.filter(({ mirror }) => mirror !== 'off').map(({ area }) => area),
  );
  return Object.keys(data.gate.areas)
    .filter((area) => !mirrored.has(area))
    .map((area) => ({
      path: ['gate', 'areas', area],
      message: known.has(area)
        ? 'all routes of this area have mirror: off, so that the gate could never pass'
        : 'no route has this area, so that the gate could never pass',
    }));
}
