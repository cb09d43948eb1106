import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { startParallaxBetween } from '../e2e/parallax-between.ts';
import { listen } from '../support/raw-socket.ts';

it('requests are mirrored with the identities of the seed file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-seed-'));
  const seed = join(folder, 'identities.json');
  writeFileSync(seed, '[{"primary": "7", "candidate": "9", "kind": "key"}]');
  const asked = Promise.withResolvers<string | undefined>();
  const primary = createServer((_, response) => response.end());
  const candidate = createServer(({ url }, response) => {
    asked.resolve(url);
    response.end();
  });
  onTestFinished(() => {
    primary.close();
    candidate.close();
    rmSync(folder, { recursive: true });
  });
  await using parallax = await startParallaxBetween(
    `http://127.0.0.1:${await listen(primary)}`,
    `http://127.0.0.1:${await listen(candidate)}`,
    { identities: { seed } },
  );
  await request(`${parallax.url}/api/keys/7`);
  expect(await asked.promise).toBe('/api/keys/9');
});
