import { z } from 'zod';
import { lineMarks, type Specimen } from '../../../vocabulary/specimen.ts';
import { type AnswerOf, count, millisecondsOrNull, shownText } from './answer-values.ts';

const fields = z.array(z.tuple([z.string(), z.string()]));

const body = z.strictObject({
  kind: z.enum(['json', 'text', 'binary', 'unread', 'empty']),
  text: shownText,
  bytes: count,
  cut: z.boolean(),
});

const response = z.strictObject({ status: z.int(), fields, body });

export const specimenAnswer = z.strictObject({
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
});

/** The messages of a kept exchange in an answer of the API. */
export function specimenView({
  request,
  primary,
  candidate,
  times,
  identities,
  alignment,
}: Specimen): AnswerOf<typeof specimenAnswer> {
  const shown = identities.map((one) => {
    return { primary: one.primary, candidate: one.candidate, label: one.label };
  });
  return { request, primary, candidate, times, identities: shown, alignment };
}
