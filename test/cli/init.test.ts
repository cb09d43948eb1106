import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { command } from './command-in-process.ts';

async function deployment(headers: Readonly<Record<string, string>> = {}) {
  const server = createServer((_, response) => response.writeHead(404, headers).end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, [Symbol.dispose]: () => void server.close() };
}

/** Port 9 of loopback, where nothing listens. */
const nowhere = 'http://127.0.0.1:9';

describe('parallax init', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'parallax-init-'));
  });
  afterEach(() => rmSync(cwd, { recursive: true }));

  const init = (primary: string, candidate: string, ...rest: string[]) =>
    command(['init', '--primary', primary, '--candidate', candidate, ...rest], { cwd });
  const written = (): string => readFileSync(join(cwd, 'parallax.yaml'), 'utf8');

  it('writes a config without a fault, with both URLs', async () => {
    expect((await init(nowhere, 'http://127.0.0.1:10')).exitCode).toBe(0);
    const { config, faults } = loadConfig({ file: join(cwd, 'parallax.yaml') });
    expect(faults).toBeNull();
    expect([config?.primary.url, config?.candidate.url]).toEqual([nowhere, 'http://127.0.0.1:10']);
  });

  it('prints what each deployment answered', async () => {
    using primary = await deployment({ server: 'nginx' });
    using candidate = await deployment({ 'x-app-version': '1.4.2' });
    const { stdout } = await init(primary.url, candidate.url);
    expect(stdout.split('\n')).toEqual([
      `primary    ${primary.url}  answers GET / with 404, Server: nginx`,
      `candidate  ${candidate.url}  answers GET / with 404, x-app-version: 1.4.2`,
      'Wrote parallax.yaml. Next: parallax run --config parallax.yaml',
      '',
    ]);
  });

  it('takes the version header that the candidate sends', async () => {
    using candidate = await deployment({ 'x-app-version': '1.4.2' });
    await init(nowhere, candidate.url);
    expect(written()).toContain('\n  version: { header: x-app-version }\n');
  });

  it('prints why it cannot connect to a deployment', async () => {
    const { stdout } = await init(nowhere, nowhere.replace('9', '10'));
    expect(stdout).toContain('cannot be reached: connect ECONNREFUSED');
  });

  it('replaces a file only with --force', async () => {
    writeFileSync(join(cwd, 'parallax.yaml'), 'mine');
    const { stderr, exitCode } = await init(nowhere, 'http://127.0.0.1:10');
    expect([stderr, exitCode, written()]).toEqual([
      'parallax: parallax.yaml exists: write --force to replace it\n',
      64,
      'mine',
    ]);
    await init(nowhere, 'http://127.0.0.1:10', '--force');
    expect(written()).toContain(nowhere);
  });

  it('writes nothing if a URL is wrong', async () => {
    const { stderr, exitCode } = await init('127.0.0.1', nowhere);
    expect(stderr).toMatch(/^--primary: /);
    expect([exitCode, existsSync(join(cwd, 'parallax.yaml'))]).toEqual([64, false]);
  });
});
