import { serve } from './serve.ts';
import { readSettings } from './settings.ts';

const running = await serve(readSettings(process.argv));
console.log(JSON.stringify({ listening: running.url, flavour: running.flavour }));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    running.close();
    // Answers that were under way have nobody to go to and no database to be logged in.
    process.exit();
  });
}
