import { z } from 'zod';
import { serve } from './serve.ts';
import { readSettings } from './settings.ts';

try {
  const running = await serve(readSettings(process.env));
  console.log(JSON.stringify({ listening: running.url, flavour: running.flavour }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      running.close();
      // Answers that were under way have nobody to go to and no database to be logged in.
      process.exit();
    });
  }
} catch (error) {
  if (!(error instanceof z.ZodError)) throw error;
  console.error(z.prettifyError(error));
  process.exitCode = 2;
}
