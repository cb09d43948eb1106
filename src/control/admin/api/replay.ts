import { z } from 'zod';
import { failure, success } from '../../../vocabulary/result.ts';
import { problem } from '../problem.ts';
import { replayExchange } from '../replay-exchange.ts';
import { comparisonAnswer, comparisonView } from './comparison-view.ts';
import { endpoint } from './endpoint.ts';

/** `POST /api/exchanges/{name}/replay` */
export const replayEndpoint = endpoint({
  input: z.strictObject({
    fields: z
      .record(z.string().max(200), z.string().max(8192))
      .default({})
      .describe('redacted header fields, and the value to send for each'),
  }),
  answer: comparisonAnswer.pick({
    outcome: true,
    reason: true,
    primary: true,
    candidate: true,
    differences: true,
    truncated: true,
  }),
  async reply({ archive, replays }, { input, context }) {
    const given = new Map(Object.entries(input.fields));
    const { value: replayed, fault } = await replayExchange(
      archive,
      replays,
      context.req.param('name') ?? '',
      (field) => given.get(field) ?? '',
    );
    if (fault !== null) return failure(problem(fault.status, fault.words));
    const { outcome, primary, candidate, differences, truncated, reason } = comparisonView(
      replayed.comparison,
      '',
    );
    return success({ outcome, reason, primary, candidate, differences, truncated });
  },
});
