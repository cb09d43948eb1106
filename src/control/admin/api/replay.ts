import type { Handler } from 'hono';
import { z } from 'zod';
import type { KeptExchanges } from '../../archive/archive-reader.ts';
import type { Replays } from '../../replays.ts';
import { problem } from '../problem.ts';
import { replayExchange } from '../replay-exchange.ts';
import { comparisonView } from './comparisons.ts';
import { readInput } from './operator-input.ts';

export const replayInput = z.strictObject({
  fields: z
    .record(z.string().max(200), z.string().max(8192))
    .default({})
    .describe('redacted header fields, and the value to send for each'),
});

/** `POST /api/exchanges/{id}/replay`: sends its request to both deployments, and compares. */
export function replayEndpoint(archive: KeptExchanges, replays: Replays): Handler {
  return async (context) => {
    const read = await readInput(context, replayInput);
    if ('refusal' in read) return read.refusal;
    const given = new Map(Object.entries(read.input.fields));
    const name = context.req.param('name') ?? '';
    const replayed = await replayExchange(
      archive,
      replays,
      name,
      (field) => given.get(field) ?? '',
    );
    if ('fault' in replayed) return problem(replayed.status, replayed.fault);
    const { outcome, primary, candidate, differences, truncated, reason } = comparisonView(
      replayed.comparison,
      '',
    );
    return context.json({ outcome, reason, primary, candidate, differences, truncated });
  };
}
