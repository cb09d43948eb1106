import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parallax } from '../cli/parallax-program.ts';
import { startLive } from '../support/live-plane.ts';
import { until } from '../support/until.ts';
import { writeRecording } from '../support/write-recording.ts';
import { driveServer } from './third-party/clients.ts';
import { type ServerName, startServer } from './third-party/start-server.ts';

const servers: readonly ServerName[] = ['json-server', 'tus'];

it.each(servers)(
  'two clients of a server from npm, recorded and played against a second instance, show no mismatch: %s',
  async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'parallax-replay-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const recording = join(folder, name);
    const made = await record(name, recording);
    await using candidate = await startServer(name);
    const args = ['--candidate', candidate.url, '--methods', 'all'];
    const { stdout } = await parallax(['replay', recording, ...args]);
    const [, compared] = /mismatches +\w+ +0 of (\d+)/.exec(stdout) ?? [];
    expect(Number(compared)).toBeGreaterThan(made * 0.9);
  },
);

/** @returns how many exchanges it has recorded */
async function record(name: ServerName, recording: string): Promise<number> {
  await using primary = await startServer(name);
  const live = await startLive(primary.url, {
    mirror: { methods: 'all' },
    candidate: { url: 'http://127.0.0.1:9', ownState: true },
  });
  const made = await driveServer(`http://127.0.0.1:${live.port}`, name, 2, 3);
  await until(() => live.exchanges.length >= made);
  await live.drain(1_000);
  writeRecording(recording, live.exchanges);
  return made;
}
