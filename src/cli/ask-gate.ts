import { z } from 'zod';
import { failure, type Result, success } from '../vocabulary/result.ts';
import { askAdmin, type AskAdminOptions } from './ask-admin.ts';

const share = z.number();

/** Versions and paths come from the deployments: a terminal must not interpret them as control sequences. */
const text = z.string().transform((value) => value.replaceAll(/[\p{Cc}\p{Cf}]/gu, '\ufffd'));

const criterion = z.object({
  criterion: text,
  area: text.nullable(),
  result: z.enum(['pass', 'fail', 'inconclusive']),
  n: z.number().nullable(),
  k: z.number().nullable(),
  interval: z.object({ lower: share, estimate: share, upper: share }).nullable(),
  budget: share.nullable(),
  needed: z.object({ exchanges: z.number().nullable(), waitMs: z.number().nullable() }).nullable(),
});

/** The printed part of `GET /api/gate`; members that a later version adds are ignored. */
const gateAnswer = z.object({
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  evaluatedAtMs: z.number().default(0),
  epoch: z.object({ key: text, version: text }).nullable(),
  reasons: z.array(text),
  criteria: z.array(criterion),
  document: z
    .object({ operations: z.number(), neverAsked: z.number(), undocumented: z.number() })
    .nullable()
    .default(null),
  // A Parallax of an earlier version has neither.
  notJudged: z.array(z.object({ criterion: text })).default([]),
  apart: z.object({ text }).nullable().default(null),
});

export type GateAnswer = z.output<typeof gateAnswer>;

interface NoVerdict {
  readonly words: string;
  /** Asking again cannot help. */
  readonly lasting: boolean;
}

export type GateReply = Result<GateAnswer, NoVerdict>;

/** A server that takes the connection and never answers must not hang a pipeline. */
const requestTimeoutMs = 5000;

const noParallax = 'that address is not a Parallax admin address';

/** Requests the verdict of a running Parallax. Never rejects. */
export async function askGate(
  url: URL,
  asker: Pick<AskAdminOptions, 'token' | 'ca'>,
): Promise<GateReply> {
  try {
    const { status, text } = await askAdmin(url, { ...asker, timeoutMs: requestTimeoutMs });
    if (status !== 200) return failure({ words: statusWords(status), lasting: status < 500 });
    const { data } = gateAnswer.safeParse(JSON.parse(text));
    if (data !== undefined) return success(data);
    return failure({ words: noParallax, lasting: true });
  } catch (error) {
    return failure({ words: faultWords(error), lasting: error instanceof SyntaxError });
  }
}

function statusWords(status: number): string {
  if (status === 401) return 'the token is missing or wrong (status 401)';
  return `/api/gate answers with status ${status}`;
}

function faultWords(error: unknown): string {
  if (!(error instanceof Error)) return 'the request failed';
  if (error.name === 'TimeoutError') return '/api/gate does not answer';
  if (error instanceof SyntaxError) return noParallax;
  return error.message;
}
