/** Mirrors a request for each Host to a candidate over TLS, and prints one answer per line. */
import { answerOf, startShadow } from './shadow-under-test.ts';

const [url = '', ...hosts] = process.argv.slice(2);
const shadow = startShadow(url);
for (const host of hosts) {
  const leg = await shadow.mirror({ fields: ['Host', host] });
  process.stdout.write(`${answerOf(leg).body}\n`);
}
await shadow.close();
