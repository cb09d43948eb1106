import type { Handler } from 'hono';
import type { ConfigState } from '../../../vocabulary/plane-message.ts';
import type { Reloads } from '../../reloads.ts';
import { problem } from '../problem.ts';

/** `POST /api/config/reload`: reloads the config, and answers when the reload has ended. */
export function reloadEndpoint(reloads: Reloads): Handler {
  return async (context) => {
    const state = await reloads.reload();
    if (state === null) return problem(503, 'Parallax is too busy to reload the config now.');
    const faults = state.lastReload?.faults ?? [];
    if (faults.length > 0) {
      return problem(
        422,
        `The previous config stays in force. ${faults.join('; ')}`,
        {},
        { faults },
      );
    }
    return context.json(reloadView(state));
  };
}

function reloadView({ revision, sinceMs, needRestart }: ConfigState) {
  return { revision, sinceMs, needRestart };
}
