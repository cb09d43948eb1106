import type { Handler } from 'hono';

/** Whether the control plane answers at all. */
export const healthzEndpoint: Handler = (context) => context.json({ status: 'ok' });
