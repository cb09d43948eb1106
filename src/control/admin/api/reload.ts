import { z } from 'zod';
import type { ConfigState } from '../../../vocabulary/plane-message.ts';
import { failure, success } from '../../../vocabulary/result.ts';
import { problem } from '../problem.ts';
import type { AnswerOf } from './answer-values.ts';
import { endpoint } from './endpoint.ts';

export const reloadAnswer = z.strictObject({
  revision: z
    .int()
    .describe('the revision of the config in force: 1 at the start, and 1 more for each reload'),
  sinceMs: z.number(),
  needRestart: z.array(z.string()).describe('keys that have changed and need a restart'),
});

/** `POST /api/config/reload`: answers when the reload has ended. */
export const reloadEndpoint = endpoint({
  needsToken: true,
  answer: reloadAnswer,
  async reply({ reloads }) {
    const state = await reloads.reload();
    if (state === null) {
      return failure(problem(503, 'Parallax is too busy to reload the config now.'));
    }
    const faults = state.lastReload?.faults ?? [];
    if (faults.length === 0) return success(reloadView(state));
    const detail = `The previous config stays in force. ${faults.join('; ')}`;
    return failure(problem(422, detail, {}, { faults }));
  },
});

function reloadView({
  revision,
  sinceMs,
  needRestart,
}: ConfigState): AnswerOf<typeof reloadAnswer> {
  return { revision, sinceMs, needRestart };
}
