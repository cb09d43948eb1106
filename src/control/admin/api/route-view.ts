import { z } from 'zod';
import { aspects, differenceKinds } from '../../../vocabulary/difference.ts';
import { meanOf } from '../../../vocabulary/side-sums.ts';
import type { ServerWork } from '../../evidence/server-work.ts';
import type { LatencyDistribution } from '../../latency-distribution.ts';
import type { RouteCounts, StreamCounts } from '../../route-counts.ts';
import { type AnswerOf, count, millisecondsOrNull } from './answer-values.ts';

const fieldsShown = 20;

const quantiles = z.strictObject({
  count,
  p50Ms: millisecondsOrNull,
  p95Ms: millisecondsOrNull,
  p99Ms: millisecondsOrNull,
});

const flow = z.strictObject({ firstEvent: quantiles, largestGap: quantiles });

const byReason = z.record(z.string(), count);

const serverTiming = z.strictObject({
  name: z.string(),
  unit: z.enum(['ms', 'count']),
  exchanges: count.describe('in which both answers state it'),
  primary: z.number().nullable().describe('the mean'),
  candidate: z.number().nullable().describe('the mean'),
  candidateOnly: count.describe('exchanges in which the candidate needed more, by the margin'),
  referenceOnly: count.describe('exchanges in which the reference did'),
});

export const routeAnswer = z.strictObject({
  route: z.string(),
  area: z.string(),
  operationId: z.string().nullable().describe('the operationId in the OpenAPI document, or null'),
  exchanges: count,
  outcomes: z.strictObject({
    match: count,
    mismatch: count,
    noise: count,
    candidateError: count,
    primaryError: count,
    skipped: count,
    cascade: count,
    racy: count,
  }),
  compared: count.describe('exchanges that were compared and count as evidence'),
  mismatched: count.describe('of those, mismatches, those without a whole answer included'),
  notCompared: z
    .strictObject({ excused: byReason, lost: byReason, leftOut: byReason })
    .describe('exchanges that are not evidence, by reason'),
  mismatches: z.record(z.enum(aspects), count),
  fields: z.array(
    z.strictObject({
      aspect: z.enum(aspects),
      kind: z.enum(differenceKinds),
      template: z.string(),
      shape: z.string().nullable(),
      exchanges: count,
    }),
  ),
  latency: z.strictObject({ primary: quantiles, candidate: quantiles, secondary: quantiles }),
  streams: z
    .strictObject({ primary: flow, candidate: flow })
    .nullable()
    .describe('null where there were no event streams'),
  serverTiming: z
    .array(serverTiming)
    .describe('what both state in Server-Timing, in the running epoch'),
});

/** A route in an answer of the API. */
export function routeView(
  counts: RouteCounts,
  operationId: string | null,
  works: readonly ServerWork[],
): AnswerOf<typeof routeAnswer> {
  const { match, mismatch, noise, skipped, cascade, racy } = counts.outcomes;
  const { excused, lost, left_out: leftOut } = counts.notCompared;
  const { candidate_error: candidateError, primary_error: primaryError } = counts.outcomes;
  return {
    route: counts.route,
    area: counts.area,
    operationId,
    exchanges: counts.exchanges,
    outcomes: { match, mismatch, noise, candidateError, primaryError, skipped, cascade, racy },
    compared: counts.compared,
    mismatched: counts.mismatched,
    notCompared: {
      excused: Object.fromEntries(excused),
      lost: Object.fromEntries(lost),
      leftOut: Object.fromEntries(leftOut),
    },
    mismatches: counts.mismatches,
    fields: counts.fields.top(fieldsShown),
    latency: {
      primary: latencyView(counts.latency.primary),
      candidate: latencyView(counts.latency.candidate),
      secondary: latencyView(counts.latency.secondary),
    },
    streams:
      counts.streams === null
        ? null
        : {
            primary: streamView(counts.streams.primary),
            candidate: streamView(counts.streams.candidate),
          },
    serverTiming: works.map(workView),
  };
}

/** Of the running epoch. */
function workView({ name, unit, sums, series }: ServerWork): AnswerOf<typeof serverTiming> {
  const { n: exchanges, candidateOnly, referenceOnly } = series;
  const means = { primary: meanOf(sums.primary), candidate: meanOf(sums.candidate) };
  return { name, unit, exchanges, ...means, candidateOnly, referenceOnly };
}

function streamView({ firstEvent, largestGap }: StreamCounts): AnswerOf<typeof flow> {
  return { firstEvent: latencyView(firstEvent), largestGap: latencyView(largestGap) };
}

/** Quantiles are exact to 0.5 %; null before the first measurement. */
function latencyView(distribution: LatencyDistribution): AnswerOf<typeof quantiles> {
  return {
    count: distribution.count,
    p50Ms: distribution.quantileMs(0.5),
    p95Ms: distribution.quantileMs(0.95),
    p99Ms: distribution.quantileMs(0.99),
  };
}
