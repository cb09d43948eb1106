import { z } from 'zod';
import type { Comparison } from '../../../vocabulary/comparison.ts';
import { failure, success } from '../../../vocabulary/result.ts';
import { problem } from '../problem.ts';
import { replayExchange } from '../replay-exchange.ts';
import type { AnswerOf } from './answer-values.ts';
import { comparisonAnswer, comparisonView } from './comparison-view.ts';
import { endpoint } from './endpoint.ts';

const replayAnswer = comparisonAnswer.pick({
  outcome: true,
  reason: true,
  primary: true,
  candidate: true,
  differences: true,
  truncated: true,
});

/** `POST /api/exchanges/{name}/replay` */
export const replayEndpoint = endpoint({
  input: z.strictObject({
    fields: z
      .record(z.string().max(200), z.string().max(8192))
      .default({})
      .describe('redacted header fields, and the value to send for each'),
  }),
  answer: replayAnswer,
  async reply({ archive, replays }, { input, context }) {
    const given = new Map(Object.entries(input.fields));
    const { value: replayed, fault } = await replayExchange(
      archive,
      replays,
      context.req.param('name') ?? '',
      (field) => given.get(field) ?? '',
    );
    if (fault !== null) return failure(problem(fault.status, fault.words));
    return success(replayView(replayed.comparison));
  },
});

/** A replay has no id: it is no exchange of a client. */
function replayView(comparison: Comparison): AnswerOf<typeof replayAnswer> {
  const view = comparisonView(comparison, '');
  const { outcome, reason, primary, candidate, differences, truncated } = view;
  return { outcome, reason, primary, candidate, differences, truncated };
}
