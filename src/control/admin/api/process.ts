import type { Handler } from 'hono';
import type { Setting } from '../../../config/settings.ts';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import type { Replays } from '../../replays.ts';

/** `GET /api/config`: every value in force and its origin; secrets are hidden. */
export function configEndpoint(settings: readonly Setting[]): Handler {
  return (context) => context.json(settings);
}

/** `GET /api/health`: the counters of the process; null before the first report. */
export function healthEndpoint(
  totals: () => ProcessTotals | null,
  { counts: replays }: Pick<Replays, 'counts'>,
): Handler {
  return (context) => {
    const latest = totals();
    if (latest === null) return context.json(null);
    const { ruleUses: _, delays: __, ...health } = latest;
    return context.json({ ...health, replays });
  };
}
