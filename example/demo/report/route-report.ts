import { z } from 'zod';

const latency = z.object({ count: z.number(), p50Ms: z.number().nullable() });

const field = z.object({
  aspect: z.string(),
  kind: z.string(),
  template: z.string(),
  exchanges: z.number(),
});

const routeReport = z.object({
  route: z.string(),
  area: z.string(),
  exchanges: z.number(),
  outcomes: z.object({
    match: z.number(),
    mismatch: z.number(),
    noise: z.number(),
    candidateError: z.number(),
    primaryError: z.number(),
    skipped: z.number(),
    cascade: z.number(),
  }),
  fields: z.array(field),
  latency: z.object({ primary: latency, candidate: latency, secondary: latency }),
});

/** What Parallax says of one route, as far as the demo shows it. */
export type RouteReport = z.output<typeof routeReport>;
export type FieldReport = z.output<typeof field>;

/** Asks Parallax's admin API. */
export async function fetchRouteReports(
  admin: string,
  signal: AbortSignal,
): Promise<readonly RouteReport[]> {
  const answer = await fetch(`http://${admin}/api/routes`, { signal });
  return z.array(routeReport).parse(await answer.json());
}
