import { z } from 'zod';
import { outcomes } from '../../../vocabulary/comparison.ts';
import { aspects, differenceKinds, natures } from '../../../vocabulary/difference.ts';
import { readingKinds } from '../../../vocabulary/reading.ts';
import { lineMarks } from '../../../vocabulary/specimen.ts';
import { time, count, milliseconds, millisecondsOrNull, shownText } from './answer-values.ts';

/**
 * The answers of the endpoints. Tests check the answers against these schemas, and the OpenAPI document is
 * generated from them.
 */

const answer = z.strictObject({
  status: z.int(),
  firstByteMs: millisecondsOrNull,
  totalMs: millisecondsOrNull,
  bodyBytes: count,
  stream: z
    .strictObject({ firstEventMs: millisecondsOrNull, largestGapMs: millisecondsOrNull })
    .nullable()
    .describe('null if the answer is not an event stream'),
  slack: z
    .strictObject({ totalMs: milliseconds, firstMs: milliseconds, gapMs: milliseconds })
    .optional()
    .describe(
      'by how much shorter each time may have been: to the last byte, to the first event, of the gap',
    ),
});

const difference = z.strictObject({
  aspect: z.enum(aspects),
  kind: z.enum(differenceKinds),
  path: z.string().describe('concrete: $.items[3].cost'),
  template: z.string().describe('for counting: $.items[*].cost'),
  primary: shownText.nullable(),
  candidate: shownText.nullable(),
  shape: z
    .string()
    .nullable()
    .describe('what the values look like, uuid → text; null where both look the same'),
  distance: z
    .number()
    .min(0)
    .nullable()
    .describe('between two numbers in their unit, between two times in milliseconds'),
  nature: z
    .enum(natures)
    .nullable()
    .describe('what kind of value both are, where both look the same and that explains noise'),
});

const reading = z.strictObject({
  kind: z.enum(readingKinds),
  name: z.string(),
  unit: z.enum(['ms', 'count']),
  primary: z.number().nullable(),
  candidate: z.number().nullable(),
  secondary: z.number().nullable(),
});

export const comparison = z.strictObject({
  id: z.string(),
  time,
  reason: z.string().nullable(),
  candidateVersion: z.string().nullable(),
  cascadeOf: z.string().nullable().describe('the exchange that explains this one'),
  hint: z
    .string()
    .nullable()
    .describe('an earlier exchange that a mismatch may follow from; it excuses nothing'),
  addsErrors: z
    .boolean()
    .describe(
      "only the candidate's GraphQL answer has errors, under a 2xx: they count as its error",
    ),
  route: z.string(),
  area: z.string(),
  outcome: z.enum(outcomes),
  primary: answer,
  candidate: answer.nullable(),
  differences: z.array(difference),
  truncated: z.boolean(),
  secondary: z
    .strictObject({
      answer: answer.nullable(),
      differences: z.array(difference),
      truncated: z.boolean(),
    })
    .nullable(),
  translated: z.array(z.strictObject({ place: z.string(), label: z.string() })),
  readings: z
    .array(reading)
    .optional()
    .describe('what the answers state in Server-Timing, and what an area counts in them'),
  kept: z.boolean().describe('whether its messages are at /api/exchanges/{id}'),
});

export const replayed = comparison.pick({
  outcome: true,
  reason: true,
  primary: true,
  candidate: true,
  differences: true,
  truncated: true,
});

const fields = z.array(z.tuple([z.string(), z.string()]));
const body = z.strictObject({
  kind: z.enum(['json', 'text', 'binary', 'unread', 'empty']),
  text: shownText,
  bytes: count,
  cut: z.boolean(),
});
const response = z.strictObject({ status: z.int(), fields, body });

export const exchange = comparison.extend({
  epoch: z.string(),
  specimen: z
    .strictObject({
      request: z.strictObject({ method: z.string(), target: z.string(), fields, body }),
      primary: response,
      candidate: response.nullable(),
      times: z.strictObject({
        sentMs: millisecondsOrNull,
        firstByteMs: millisecondsOrNull,
        endedMs: millisecondsOrNull,
      }),
      identities: z
        .array(z.strictObject({ primary: shownText, candidate: shownText, label: z.string() }))
        .describe('values that name the same thing in both answers, except secrets'),
      alignment: z
        .strictObject({
          stretches: z.array(z.tuple([z.int(), z.int(), count, z.enum(lineMarks).nullable()])),
          cut: z.boolean(),
        })
        .nullable()
        .describe(
          'how the lines of the two bodies were paired (JSON has a line for each scalar and bracket): ' +
            "primary's first line, the candidate's first line (-1 for none), the number of lines, and the mark",
        ),
    })
    .nullable(),
});

export const keptExchange = z.strictObject({
  id: z.string(),
  time,
  epoch: z.string(),
  area: z.string(),
  route: z.string(),
  outcome: z.enum(outcomes),
});

export const field = z.strictObject({
  epoch: z.string(),
  route: z.string(),
  field: z.string(),
  firstSeen: time,
  lastSeen: time,
  kept: count,
  alone: count.describe('of these, how many differ in nothing else'),
  values: z.array(
    z.strictObject({
      primary: shownText.nullable(),
      candidate: shownText.nullable(),
      exchanges: count,
    }),
  ),
});

const quantiles = z.strictObject({
  count,
  p50Ms: millisecondsOrNull,
  p95Ms: millisecondsOrNull,
  p99Ms: millisecondsOrNull,
});
const flow = z.strictObject({ firstEvent: quantiles, largestGap: quantiles });

const byReason = z.record(z.string(), count);

export const route = z.strictObject({
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
  fields: z.array(z.looseObject({ exchanges: count, template: z.string() })),
  latency: z.strictObject({ primary: quantiles, candidate: quantiles, secondary: quantiles }),
  streams: z
    .strictObject({ primary: flow, candidate: flow })
    .nullable()
    .describe('null where there were no event streams'),
  serverTiming: z
    .array(
      z.strictObject({
        name: z.string(),
        unit: z.enum(['ms', 'count']),
        exchanges: count.describe('in which both answers state it'),
        primary: z.number().nullable().describe('the mean'),
        candidate: z.number().nullable().describe('the mean'),
        candidateOnly: count.describe(
          'exchanges in which the candidate needed more, by the margin',
        ),
        referenceOnly: count.describe('exchanges in which the reference did'),
      }),
    )
    .describe('what both state in Server-Timing, in the running epoch'),
});

export const rule = z.strictObject({
  rule: z.string(),
  route: z.string().nullable(),
  text: z.string(),
  uses: count,
  firstUsed: time.nullable(),
  lastUsed: time.nullable(),
  dead: z.boolean(),
});
