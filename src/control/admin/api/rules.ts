import { z } from 'zod';
import { success } from '../../../vocabulary/result.ts';
import type { RuleStanding } from '../../rule-ledger.ts';
import { type AnswerOf, count, time } from './answer-values.ts';
import { endpoint } from './endpoint.ts';

const ruleAnswer = z.strictObject({
  rule: z.string(),
  route: z.string().nullable(),
  text: z.string(),
  uses: count,
  firstUsed: time.nullable(),
  lastUsed: time.nullable(),
  dead: z.boolean(),
});

/** `GET /api/rules` */
export const rulesEndpoint = endpoint({
  answer: z.array(ruleAnswer),
  reply: ({ rules }) => success(rules.all().map(ruleView)),
});

function ruleView({
  name,
  route,
  text,
  uses,
  firstAtMs,
  lastAtMs,
  dead,
}: RuleStanding): AnswerOf<typeof ruleAnswer> {
  return {
    rule: name,
    route,
    text,
    uses,
    firstUsed: isoTime(firstAtMs),
    lastUsed: isoTime(lastAtMs),
    dead,
  };
}

function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
