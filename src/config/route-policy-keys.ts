import { z } from 'zod';
import { milliseconds } from './upstream-values.ts';

/** The keys of a route for mirroring its exchanges. */
export const routePolicyKeys = {
  mirror: z
    .enum(['off'])
    .optional()
    .describe('off: this route is never mirrored, and the gate does not require it'),
  safe: z
    .boolean()
    .optional()
    .describe('states that the route only reads, whatever its method, so it may be mirrored'),
  sample: z
    .number()
    .gt(0, 'write a share above 0 and up to 1; to mirror nothing of a route, write mirror: off')
    .max(1)
    .optional()
    .describe('the share of clients that is mirrored on this route; replaces mirror.sample'),
  perSecondMax: z
    .number()
    .gt(0, 'write a number above 0; to mirror nothing of a route, write mirror: off')
    .max(10_000)
    .optional()
    .describe(
      'the most exchanges of this route that each Parallax process mirrors per second; with a paid ' +
        'provider behind both deployments, mirroring doubles the cost, and a secondary triples it',
    ),
  timeoutMs: milliseconds
    .optional()
    .describe('replaces candidate.timeoutMs and secondary.timeoutMs on this route'),
};

/** Keys that have no effect on a route that is never mirrored. */
const keysOfMirrored = ['safe', 'sample', 'perSecondMax', 'timeoutMs'] as const;

type RoutePolicySettings = z.output<z.ZodObject<typeof routePolicyKeys>>;

/** Reports mirroring keys of a route with `mirror: off`. */
export function offRouteFaults(settings: RoutePolicySettings, context: z.RefinementCtx): void {
  if (settings.mirror !== 'off') return;
  for (const key of keysOfMirrored) {
    if (settings[key] === undefined || settings[key] === false) continue;
    const message = `a route with mirror: off is never mirrored, so ${key} has no effect: remove one`;
    context.addIssue({ code: 'custom', path: [key], message });
  }
}
