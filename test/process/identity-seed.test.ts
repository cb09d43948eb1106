import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { startProcess } from '../../src/process/start.ts';
import { memoryLog } from '../support/memory-log.ts';
import { listen } from '../support/raw-socket.ts';

it('mirrors requests with the identities of the seed file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-seed-'));
  const file = join(folder, 'identities.json');
  writeFileSync(file, '[{"primary": "7", "candidate": "9", "kind": "key"}]');
  const asked = Promise.withResolvers<string | undefined>();
  const primary = createServer((_, response) => response.end());
  const candidate = createServer(({ url }, response) => {
    asked.resolve(url);
    response.end();
  });
  const running = await startProcess(
    configSchema.parse({
      listen: '127.0.0.1:0',
      admin: '127.0.0.1:0',
      primary: `http://127.0.0.1:${await listen(primary)}`,
      candidate: { url: `http://127.0.0.1:${await listen(candidate)}`, ownState: true },
      mirror: { methods: 'all' },
      identities: { seed: file },
    }),
    { log: memoryLog().log },
  );
  onTestFinished(async () => {
    await running.drain();
    primary.close();
    candidate.close();
    rmSync(folder, { recursive: true });
  });
  await request(`http://${running.listenAddress}/api/keys/7`);
  expect(await asked.promise).toBe('/api/keys/9');
});
