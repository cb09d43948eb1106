import { collectDefaultMetrics } from 'prom-client';
import { z } from 'zod';
import { createMetrics } from './metrics.ts';
import { serve } from './serve.ts';
import { readSettings } from './settings.ts';

try {
  const settings = readSettings(process.env);
  const metrics = createMetrics();
  collectDefaultMetrics({ register: metrics.registry });
  const running = await serve(settings, metrics);
  console.log(JSON.stringify({ listening: running.url, flavour: running.flavour }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      // Answers that are still under way then have no database to be logged in.
      void running.drain().finally(() => process.exit());
    });
  }
} catch (error) {
  if (!(error instanceof z.ZodError)) throw error;
  console.error(z.prettifyError(error));
  process.exitCode = 2;
}
