import { z } from 'zod';

/** What `/metrics` exports by route. Each route makes about fifty series, most of them of histograms. */
export const metrics = z.strictObject({
  histograms: z
    .enum(['route', 'area', 'none'])
    .default('route')
    .describe('whether /metrics has histograms of response times by route, by area or not at all'),
  seriesMax: z
    .int()
    .min(1000)
    .max(1_000_000)
    .default(20_000)
    .describe(
      'series that /metrics may have by route; routes past it share the histograms of route (other)',
    ),
});
