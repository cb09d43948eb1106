import { z } from 'zod';
import { success } from '../../../vocabulary/result.ts';
import { resourceKinds } from '../../../vocabulary/watched-resource.ts';
import type { QueryView, ResourcesView } from '../../watch/watch-view.ts';
import { count } from './answer-values.ts';
import { endpoint } from './endpoint.ts';

const value = z.number().nullable();
const deployment = z.strictObject({
  reads: count.describe('of its metrics by this process'),
  faults: count,
  lastReadMs: value,
  fault: z.string().nullable().describe('why the last reading failed; null if it did not'),
});

const resourcesAnswer = z.strictObject({
  blockMs: z.number().describe('the length of a block of time'),
  deployments: z.strictObject({
    primary: deployment.exactOptional(),
    candidate: deployment.exactOptional(),
  }),
  resources: z.array(
    z.strictObject({
      resource: z.string(),
      kind: z
        .enum(resourceKinds)
        .describe('level: as it is; work: what was used, divided by the exchanges answered'),
      primary: value.describe('the median over blocks'),
      candidate: value,
      ratio: value,
      factor: value.describe('the ratio that is allowed; null if it is not judged'),
      growth: value.describe('of memory: the share by which it grew beyond that of primary'),
      blocks: z.array(z.strictObject({ index: z.number(), primary: value, candidate: value })),
    }),
  ),
}) satisfies z.ZodType<ResourcesView>;

const queryAnswer = z.strictObject({
  name: z.string(),
  query: z.string().describe('PromQL'),
  of: z.enum(['primary', 'candidate']),
  bound: z.string(),
  value,
  evaluations: count,
  breaches: count,
  failedAt: value.describe('the value at which it failed; null if it did not'),
  fault: z.string().nullable().describe('why there was no data last; null if there was'),
  blocks: z.array(z.strictObject({ index: z.number(), value: z.number() })),
}) satisfies z.ZodType<QueryView>;

/** `GET /api/resources`: null without metrics of both deployments. */
export const resourcesEndpoint = endpoint({
  answer: resourcesAnswer.nullable(),
  reply: ({ watch }) => success(watch.resources()),
});

/** `GET /api/queries` */
export const queriesEndpoint = endpoint({
  answer: z.array(queryAnswer),
  reply: ({ watch }) => success(watch.queries()),
});
