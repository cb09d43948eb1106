import type { Handler } from 'hono';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';

/** Whether the live plane accepts connections: 200 only while it does. */
export function readyzEndpoint(totals: () => ProcessTotals | null): Handler {
  return (context) => {
    const status = totals()?.live ?? 'starting';
    return context.json({ status }, status === 'serving' ? 200 : 503);
  };
}
