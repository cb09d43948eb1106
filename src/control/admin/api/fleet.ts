import { z } from 'zod';
import { success } from '../../../vocabulary/result.ts';
import type { FleetView } from '../../fleet/fleet-members.ts';
import { memberRoles } from '../../fleet/member.ts';
import { count } from './answer-values.ts';
import { endpoint } from './endpoint.ts';

export const fleetAnswer = z.strictObject({
  isCurrent: z.boolean().describe('false if the store cannot be read: the list is as it last was'),
  self: z.string().describe('the instance that answers'),
  members: z.array(
    z.strictObject({
      instance: z.string(),
      role: z.enum(memberRoles),
      host: z.string(),
      version: z.string(),
      lagMs: z
        .number()
        .nullable()
        .describe('how far it is behind; null if it does not report that'),
      shed: count.describe('exchanges that it has shed since its start'),
      partitions: count.nullable().describe('how many partitions a hub owns; null of others'),
      unseenMs: z.number().describe('how long ago it was seen'),
      isAway: z.boolean().describe('it was not seen for 15 s; after a day, it is not listed'),
    }),
  ),
}) satisfies z.ZodType<FleetView>;

/** `GET /api/fleet`: null without a store in PostgreSQL. */
export const fleetEndpoint = endpoint({
  answer: fleetAnswer.nullable(),
  reply: async ({ fleet }) => success(fleet && (await fleet.read())),
});
