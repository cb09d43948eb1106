import { z } from 'zod';
import { outcomes } from '../../../vocabulary/comparison.ts';
import { success } from '../../../vocabulary/result.ts';
import { comparisonAnswer, comparisonView } from './comparison-view.ts';
import { endpoint } from './endpoint.ts';
import { limitParameter, oneOf, routeName } from './query-values.ts';

/** `GET /api/comparisons` */
export const comparisonsEndpoint = endpoint({
  query: z.strictObject({
    outcome: oneOf(outcomes).exactOptional().describe('of this outcome'),
    route: routeName.exactOptional(),
    limit: limitParameter({ unlessGiven: 50, max: 500 }),
  }),
  answer: z.array(comparisonAnswer),
  reply({ recent, instance }, { query: { outcome = null, route = null, limit } }) {
    const latest = recent.latest({ outcome, route, limit });
    return success(latest.map((comparison) => comparisonView(comparison, instance)));
  },
});
