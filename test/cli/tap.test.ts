import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { command } from './command-in-process.ts';
import { parallax } from './parallax-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'parallax-tap-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('parallax tap names the missing key with its position, and exits with 64', async () => {
  writeFileSync(join(folder, 'lacking.yaml'), 'primary: http://127.0.0.1:5000\n');
  const ended = await parallax(['tap', '--config', 'lacking.yaml'], { cwd: folder });
  expect(ended).toEqual({
    stdout: '',
    stderr: 'lacking.yaml:1:1: fleet: is missing: a tap needs fleet: {nats: nats://HOST:PORT}\n',
    exitCode: 64,
  });
});

it('parallax check --role tap knows the keys that a tap needs, and does not require a candidate', async () => {
  const text = 'primary: http://127.0.0.1:5000\nfleet: {nats: nats://127.0.0.1:4222}\n';
  writeFileSync(join(folder, 'tap.yaml'), text);
  const ended = await command(['check', '--role', 'tap', '--config', 'tap.yaml'], { cwd: folder });
  expect(ended).toEqual({
    stdout: [
      'ok',
      '  listen     127.0.0.1:8080',
      '  primary    http://127.0.0.1:5000',
      '  fleet      default, by nats://127.0.0.1:4222',
      '  mirror     methods: safe',
      '  routes     0',
      '  admin      127.0.0.1:9900',
      '',
    ].join('\n'),
    stderr: '',
    exitCode: 0,
  });
});
