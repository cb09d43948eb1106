import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configFlags } from '../../src/config/flags.ts';
import { command } from './command-in-process.ts';
import { parallax } from './parallax-program.ts';

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { readonly version: string };

describe('parallax', () => {
  it('says which version it is', async () => {
    expect(await parallax(['--version'])).toEqual({
      stdout: `${version}\n`,
      stderr: '',
      exitCode: 0,
    });
  });

  it('names its commands in help that fits a screen', async () => {
    const { stdout, exitCode } = await command(['--help']);
    expect(stdout.match(/^ {2}(run|check|explain|healthcheck) /gm)).toHaveLength(4);
    expect(stdout.split('\n').length).toBeLessThanOrEqual(28);
    expect(exitCode).toBe(0);
  });

  it('has help for run with every flag, grouped by what it is about', async () => {
    const { stdout } = await command(['run', '--help']);
    const flags = stdout.match(/^ {2}--[a-z-]+/gm)?.map((flag) => flag.slice(4)) ?? [];
    expect(flags).toEqual(expect.arrayContaining(configFlags.map(({ name }) => name)));
    expect(stdout).toMatch(/^mirror:\n {2}--mirror-methods <none\|safe\|all>/m);
  });

  it('prints its help and exits with 64 where no command is given', async () => {
    const { stdout, stderr, exitCode } = await parallax([]);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Usage: parallax /);
    expect(exitCode).toBe(64);
  });
});
