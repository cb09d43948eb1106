import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangesFrom } from '../shadow/exchange-fixture.ts';
import { writeRecording } from '../support/write-recording.ts';
import { command } from './command-in-process.ts';

let folder: string;
let recording: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-har-cli-'));
  recording = join(folder, 'traffic');
  const exchange = exchangesFrom(1);
  writeRecording(recording, [exchange({ target: '/1' }), exchange({ target: '/2' })]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function har(...args: readonly string[]) {
  return command(['har', recording, ...args]);
}

describe('parallax har', () => {
  it('writes the selected exchanges to a file for its owner alone', async () => {
    const output = join(folder, 'out.har');
    const ended = await har('--output', output, '--route', 'GET /2');
    expect(ended).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    const { log } = JSON.parse(readFileSync(output, 'utf8')) as {
      log: { entries: { request: { url: string } }[] };
    };
    expect(log.entries.map(({ request }) => new URL(request.url).pathname)).toEqual(['/2']);
    expect(statSync(output).mode & 0o777).toBe(0o600);
  });

  it('exits with 64 and keeps the recording if the output would replace it', async () => {
    const before = readFileSync(recording);
    const { exitCode, stderr } = await har('--output', recording);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(`--output: ${recording} is one of the recordings`);
    expect(readFileSync(recording)).toEqual(before);
  });
});
