import type { Context } from 'hono';
import { z } from 'zod';
import { failure, type Result, success } from '../../../vocabulary/result.ts';
import { problem } from '../problem.ts';

const dayMs = 86_400_000;
const acceptedDaysMax = 90;
const acceptedDaysDefault = 14;

/** Control characters, lone surrogates, line breaks, and characters that reverse text. */
const unshowable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;

function shownText(charsMax: number) {
  const message = `write a text of 1 to ${charsMax} characters, on one line`;
  return z
    .string(message)
    .trim()
    .min(1, message)
    .max(charsMax, message)
    .refine((text) => !unshowable.test(text), message);
}

const signature = { who: shownText(100), reason: shownText(500) };

/** The name of a difference in `GET /api/gate` and in the evidence. */
const named = { route: shownText(300), field: shownText(300) };

export const signedInput = z.strictObject(signature);

export const withdrawInput = z.strictObject({ ...signature, ...named });

export const acceptInput = z
  .strictObject({
    ...signature,
    ...named,
    days: z
      .number('write a number of days')
      .gt(0, 'write a number of days above 0')
      .max(acceptedDaysMax, `at most ${acceptedDaysMax} days`)
      .optional(),
    expiresAt: z.iso
      .datetime({ offset: true, error: 'write a time as 2026-01-31T12:00:00Z' })
      .optional(),
  })
  .refine(({ days, expiresAt }) => days === undefined || expiresAt === undefined, {
    path: ['days'],
    message: 'leave out either this or expiresAt',
  });

/**
 * When an accepted difference counts again, in milliseconds since the epoch.
 *
 * @returns null if that is in the past, or too far in the future
 */
export function expiryOf(
  { days = acceptedDaysDefault, expiresAt }: z.output<typeof acceptInput>,
  nowMs: number,
): number | null {
  const expiresAtMs = expiresAt === undefined ? nowMs + days * dayMs : Date.parse(expiresAt);
  return expiresAtMs > nowMs && expiresAtMs <= nowMs + acceptedDaysMax * dayMs
    ? Math.round(expiresAtMs)
    : null;
}

/** The body of a request; the fault is the answer to it. */
export async function readInput<T extends z.ZodType>(
  context: Context,
  schema: T,
): Promise<Result<z.output<T>, Response>> {
  let body: unknown;
  try {
    body = await context.req.json();
  } catch {
    return failure(problem(400, 'The body is not JSON.'));
  }
  const checked = checkInput(schema, body);
  return checked.fault === null ? checked : failure(problem(400, checked.fault));
}

/** The input as the schema reads it; the fault names members, and never repeats what was sent. */
export function checkInput<T extends z.ZodType>(schema: T, given: unknown): Result<z.output<T>> {
  const { data, error } = schema.safeParse(given);
  if (error === undefined) return success(data);
  return failure(`${error.issues.map(issueWords).join('; ')}.`);
}

/** Names only known members, and never repeats the input. */
function issueWords(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'there are unknown members';
  if (issue.path.length === 0) return 'send a JSON object';
  return `${issue.path.join('.')}: ${issue.message}`;
}
