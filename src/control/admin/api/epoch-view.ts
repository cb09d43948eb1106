import { z } from 'zod';
import type { Epoch } from '../../epoch.ts';
import type { AnswerOf } from './answer-values.ts';

export const epochAnswer = z.strictObject({
  key: z.string(),
  version: z.string(),
  startedAtMs: z.number(),
  startedBecause: z.enum(['first', 'version', 'reset', 'candidate', 'rules']),
  mayBeReplacedAtMs: z.number().nullable(),
  candidate: z
    .string()
    .nullable()
    .describe('the url of the candidate; null if an earlier version did not save it'),
  partOf: z
    .strictObject({ epoch: z.string(), untilMs: z.number() })
    .nullable()
    .describe(
      'for a part of an epoch that was compared under other rules: the epoch, and until when',
    ),
  current: z.boolean(),
});

/** An epoch in an answer of the API. */
export function epochView(
  { key, version, startedAtMs, startedBecause, mayBeReplacedAtMs, candidate, partOf }: Epoch,
  isCurrent: boolean,
): AnswerOf<typeof epochAnswer> {
  return {
    key,
    version,
    startedAtMs,
    startedBecause,
    mayBeReplacedAtMs,
    candidate,
    partOf: partOf ?? null,
    current: isCurrent,
  };
}
