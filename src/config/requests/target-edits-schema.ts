import { z } from 'zod';
import { asFault } from '../as-fault.ts';
import { compilePathPattern } from '../pattern.ts';
import { replacementFault } from './replacement.ts';
import { setValue } from './set-value.ts';

const pathStart = z
  .string()
  .regex(
    /^\/[!-"$->@-~]*(?<!\/)$/,
    'write a path that begins with / and does not end with it, for example /v2',
  )
  .meta({ placeholder: '/PATH' });

const rewrite = z
  .strictObject({
    match: z
      .string()
      .superRefine(asFault((text) => compilePathPattern(text).fault))
      .describe('RE2 syntax; replaces the first match in the path, without the query')
      .meta({ placeholder: 'REGEXP' }),
    replace: z
      .string()
      .regex(/^[!-"$->@-~]*$/, 'write a part of a path, without a query')
      .describe('the replacement; $1 stands for the first group, $$ for a dollar sign'),
  })
  .superRefine(({ match, replace }, context) => {
    const { value: pattern } = compilePathPattern(match);
    if (pattern === null) return;
    const message = replacementFault(replace, pattern.groupCount());
    if (message !== null) context.addIssue({ code: 'custom', path: ['replace'], message });
  });

/** Edits of the path of mirrored requests, in this order. */
export const pathEdits = z.strictObject({
  strip: pathStart
    .optional()
    .describe('whole segments to remove from the start of paths that have them'),
  rewrite: rewrite
    .optional()
    .describe('a regular expression, and the replacement of its first match'),
  prefix: pathStart.optional().describe('a path to put before the result'),
});

const parameterName = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]{1,256}$/u, 'write the name of a parameter, not encoded')
  .meta({ placeholder: 'NAME' });

const parameterValue = setValue(/^[^\p{Cc}\p{Cs}]+$/u, 'one line without control characters');

/** Edits of the query parameters of mirrored requests. */
export const queryEdits = z.strictObject({
  set: z
    .record(parameterName, parameterValue)
    .default({})
    .describe('parameters by name, with the value that replaces all others, not encoded'),
  remove: z.array(parameterName).default([]).describe('names of parameters to remove'),
});
