import { z } from 'zod';
import { memberRoles } from '../../fleet/member.ts';
import { count } from './answer-values.ts';

export const setting = z.strictObject({
  path: z.string(),
  value: z.string(),
  origin: z.string().describe('default, a flag, or a line of the file'),
});

const needRestart = z.array(z.string()).describe('keys that have changed and need a restart');

export const reloaded = z.strictObject({
  revision: z
    .int()
    .describe('the revision of the config in force: 1 at the start, and 1 more for each reload'),
  sinceMs: z.number(),
  needRestart,
});

const jsonType = z.enum(['number', 'string']);

export const health = z
  .strictObject({
    live: z.enum(['starting', 'serving', 'draining']),
    shed: z.record(z.string(), count),
    opaque: z.record(z.string(), count),
    turnedAway: z
      .record(z.string(), count)
      .describe('connections that Parallax closed and requests that it answered itself, by reason'),
    ownLimits: z
      .record(z.string(), count)
      .describe(
        'connections that failed because Parallax had no descriptor, port or memory left, by peer',
      ),
    answers: z.record(z.string(), count).describe("primary's answers to clients, by status class"),
    connectFaults: z.record(z.string(), count).describe('failed connections to primary, by reason'),
    outages: z
      .array(
        z.strictObject({
          deployment: z.enum(['primary', 'candidate', 'secondary']),
          url: z.string(),
          fault: z.string(),
          sinceMs: z.number(),
        }),
      )
      .describe('deployments to which the last attempt to connect failed'),
    idTypeChanges: z
      .array(z.strictObject({ of: z.string(), primary: jsonType, candidate: jsonType }))
      .describe(
        'ids that the deployments write as different JSON types, once for each kind of things',
      ),
    restarts: z.record(z.string(), count),
    cpuSeconds: z.record(z.string(), z.number()),
    gauges: z.record(z.string(), z.number()),
    config: reloaded
      .extend({
        lastReload: z
          .strictObject({
            atMs: z.number(),
            because: z.enum(['signal', 'file', 'api']),
            faults: z
              .array(z.string())
              .describe('faults of the new config, if the previous one stays in force'),
          })
          .nullable(),
      })
      .describe('the config in force'),
    replays: z
      .record(z.string(), count)
      .describe('replays by result; they are neither traffic nor evidence'),
  })
  .nullable();

export const fleet = z
  .strictObject({
    isCurrent: z
      .boolean()
      .describe('false if the store cannot be read: the list is as it last was'),
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
  })
  .nullable();
