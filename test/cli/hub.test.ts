import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { serveRole } from './parallax-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'parallax-hub-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('parallax hub exits on SIGTERM while it waits for PostgreSQL, also as the first process', async () => {
  const file = join(folder, 'hub.yaml');
  const lines = [
    'primary: http://127.0.0.1:5000',
    'candidate: http://127.0.0.1:5001',
    `fleet: {nats: nats://127.0.0.1:${await freePort()}}`,
    `store: postgres://user@127.0.0.1:${await freePort()}/database`,
  ];
  writeFileSync(file, lines.join('\n'));
  await using hub = await serveRole(['hub', '--config', file], 'PostgreSQL cannot be used yet');
  hub.kill('SIGTERM');
  // No code would mean that the signal had its default effect, which the first process of a container is spared.
  expect(await hub.ended).toBe(143);
});
