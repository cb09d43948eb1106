import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangesFrom } from '../shadow/exchange-fixture.ts';
import { writeRecording } from '../support/write-recording.ts';
import { command } from './command-in-process.ts';
import { parallax } from './parallax-program.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-replay-cli-'));
  const exchanges = [exchangesFrom(1)({ method: 'GET', target: '/1' })];
  writeRecording(join(folder, 'plain'), exchanges);
  writeRecording(join(folder, 'sealed'), exchanges, { key: randomBytes(32) });
  writeFileSync(join(folder, 'foreign'), 'GIF89a');
  writeFileSync(
    join(folder, 'writes.yaml'),
    'candidate: {url: http://127.0.0.1:9, ownState: true}\nmirror: {methods: all}\n',
  );
  writeFileSync(join(folder, 'key'), randomBytes(32).toString('hex'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const candidate = ['--candidate', 'http://127.0.0.1:9'];

describe('parallax replay with a fault', () => {
  it.each([
    [
      'a file is no recording',
      ['foreign', ...candidate],
      'not a recording of Parallax, a HAR or a GoReplay file',
    ],
    ['a file is a folder', ['.', ...candidate], '.: this is a folder'],
    ['there is no candidate', ['plain'], 'candidate'],
    [
      'it would send writes twice',
      ['plain', ...candidate, '--methods', 'all', '--times', '2'],
      '--times: a repeated write would meet',
    ],
    [
      'it would send writes to primary because of the config alone',
      ['plain', '--config', 'writes.yaml', '--primary', 'http://127.0.0.1:9'],
      '--primary: mirror.methods of the config would send it writes, too',
    ],
    [
      'a report would replace a recording',
      ['plain', ...candidate, '--report', 'md', '--output', 'plain'],
      '--output: plain is one of the recordings',
    ],
    [
      'two reports would go to standard output',
      ['plain', ...candidate, '--report', 'md', '--report', 'junit'],
      '--report: only one report fits on standard output',
    ],
  ])('exits with 64 and prints why if %s', async (_, [name = '', ...args], words) => {
    const { stderr, exitCode } = await command(['replay', name, ...args], { cwd: folder });
    expect(stderr).toContain(words);
    expect(exitCode).toBe(64);
  });

  it('exits with 64 and prints the position of each frame if no frame opens with the key', async () => {
    const { stderr, exitCode } = await parallax([
      'replay',
      join(folder, 'sealed'),
      ...candidate,
      '--key-file',
      join(folder, 'key'),
    ]);
    expect(stderr).toMatch(/sealed, byte \d+: the frame was encrypted with another key/);
    expect(stderr).toContain('there is no exchange to play');
    expect(exitCode).toBe(64);
  });
});
