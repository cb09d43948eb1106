import type { Handler } from 'hono';

/** Answers if the control plane is alive. */
export const healthzEndpoint: Handler = (context) => context.json({ status: 'ok' });
