import { z } from 'zod';
import { versionText } from '../vocabulary/version-text.ts';
import { asFault } from './as-fault.ts';
import { jsonPathFault } from './json-path.ts';
import { milliseconds } from './upstream-values.ts';

const poll = z.strictObject({
  path: z
    .string()
    .regex(/^\/[!-~]*$/, 'write a path of the candidate, for example /version')
    .describe('the path that Parallax requests at intervals'),
  field: z
    .string()
    .superRefine(asFault(jsonPathFault))
    .optional()
    .describe('an RFC 9535 JSONPath to the version in a JSON answer; the whole answer if left out')
    .meta({ placeholder: 'JSONPATH' }),
  everyMs: milliseconds.default(10_000).describe('time between two requests'),
});

const keys = z.strictObject({
  fixed: z
    .string()
    .refine((text) => text !== '' && versionText(text) === text, {
      message: 'write a version of at most 200 printable characters',
    })
    .optional()
    .describe('the version that runs; evidence of other versions does not count'),
  header: z
    .string()
    .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'write the name of a response header')
    .toLowerCase()
    .optional()
    .describe('the response header in which the candidate reports its version'),
  poll: poll.optional().describe('where the candidate reports its version'),
});

/** How Parallax learns which version of the candidate answers. */
export type CandidateVersion =
  | { readonly kind: 'fixed'; readonly version: string }
  /** In lower case. */
  | { readonly kind: 'header'; readonly header: string }
  | ({ readonly kind: 'poll' } & z.output<typeof poll>);

/** `version: v1.4.2` is short for `version: {fixed: v1.4.2}`. */
export const candidateVersion = z
  .preprocess(
    (value) => (typeof value === 'string' ? { fixed: value } : value),
    keys.transform(toCandidateVersion),
  )
  .meta({ shorthand: 'fixed' });

function toCandidateVersion(
  { fixed, header, poll: polled }: z.output<typeof keys>,
  context: z.RefinementCtx,
): CandidateVersion {
  const given = [fixed, header, polled].filter((one) => one !== undefined);
  if (given.length !== 1) {
    context.addIssue({ code: 'custom', message: 'write one of fixed, header and poll' });
    return z.NEVER;
  }
  if (fixed !== undefined) return { kind: 'fixed', version: fixed };
  if (header !== undefined) return { kind: 'header', header };
  return polled === undefined ? z.NEVER : { kind: 'poll', ...polled };
}
