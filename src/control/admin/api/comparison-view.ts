import { z } from 'zod';
import { type Comparison, outcomes } from '../../../vocabulary/comparison.ts';
import { aspects, differenceKinds, natures } from '../../../vocabulary/difference.ts';
import { exchangeId } from '../../../vocabulary/exchange.ts';
import { readingKinds } from '../../../vocabulary/reading.ts';
import {
  type AnswerOf,
  count,
  milliseconds,
  millisecondsOrNull,
  shownText,
  time,
} from './answer-values.ts';

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

export const comparisonAnswer = z.strictObject({
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

/** A comparison in an answer of the API, without its messages: they may be a hundred times as large as the rest. */
export function comparisonView(
  comparison: Comparison,
  instance: string,
): AnswerOf<typeof comparisonAnswer> {
  const { reason, candidateVersion, cascadeOf, hint, route, area, outcome } = comparison;
  const { primary, candidate, differences, truncated, secondary } = comparison;
  const { translated, addsErrors, readings } = comparison;
  const idOf = (other: number | null): string | null =>
    other === null ? null : exchangeId(instance, other);
  return {
    id: exchangeId(instance, comparison.sequence),
    time: new Date(comparison.wallClockMs).toISOString(),
    reason: reason === '' ? null : reason,
    candidateVersion: candidateVersion === '' ? null : candidateVersion,
    cascadeOf: idOf(cascadeOf),
    // An exchange that an earlier version kept has none.
    hint: idOf(hint ?? null),
    addsErrors,
    route,
    area,
    outcome,
    primary,
    candidate,
    differences,
    truncated,
    secondary: secondary && {
      answer: secondary.answer,
      differences: secondary.differences,
      truncated: secondary.truncated,
    },
    translated,
    readings,
    kept: comparison.specimen !== null,
  };
}
