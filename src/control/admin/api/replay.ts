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
    if (read.fault !== null) return read.fault;
    const given = new Map(Object.entries(read.value.fields));
    const name = context.req.param('name') ?? '';
    const { value: replayed, fault } = await replayExchange(
      archive,
      replays,
      name,
      (field) => given.get(field) ?? '',
    );
    if (fault !== null) return problem(fault.status, fault.words);
    const { outcome, primary, candidate, differences, truncated, reason } = comparisonView(
      replayed.comparison,
      '',
    );
    return context.json({ outcome, reason, primary, candidate, differences, truncated });
  };
}
