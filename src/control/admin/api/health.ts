import { z } from 'zod';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import { success } from '../../../vocabulary/result.ts';
import type { Replays } from '../../replays.ts';
import { type AnswerOf, count } from './answer-values.ts';
import { endpoint } from './endpoint.ts';
import { reloadAnswer } from './reload.ts';

const jsonType = z.enum(['number', 'string']);

const healthAnswer = z.strictObject({
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
  config: reloadAnswer
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
});

/** `GET /api/health`: null before the first report. */
export const healthEndpoint = endpoint({
  answer: healthAnswer.nullable(),
  reply({ totals, replays }) {
    const latest = totals();
    return success(latest && healthView(latest, replays));
  },
});

function healthView(
  totals: ProcessTotals,
  { counts: replays }: Pick<Replays, 'counts'>,
): AnswerOf<typeof healthAnswer> {
  const { live, shed, opaque, turnedAway, ownLimits, answers, connectFaults, outages } = totals;
  const { idTypeChanges, restarts, cpuSeconds, gauges, config } = totals;
  return {
    live,
    shed,
    opaque,
    turnedAway,
    ownLimits,
    answers,
    connectFaults,
    outages,
    idTypeChanges,
    restarts,
    cpuSeconds,
    gauges,
    config,
    replays,
  };
}
