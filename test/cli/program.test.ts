import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configFlags } from '../../src/config/flags.ts';
import { wholeProgram } from '../../src/cli/program.ts';
import { command } from './command-in-process.ts';
import { parallax } from './parallax-program.ts';

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { readonly version: string };

/** Makes Node write the names of the packages that it has loaded on standard error. */
const reportingPackages = `--import ${JSON.stringify(
  `data:text/javascript,${encodeURIComponent(`
    import { registerHooks } from 'node:module';
    const packages = new Set();
    registerHooks({
      load(url, context, next) {
        packages.add(/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1] ?? '');
        return next(url, context);
      },
    });
    process.on('exit', () => process.stderr.write([...packages].filter(Boolean).join(' ')));
  `)}`,
)}`;

describe('parallax', () => {
  it('prints its version without loading a package that only commands need', async () => {
    const ended = await parallax(['--version'], { env: { NODE_OPTIONS: reportingPackages } });
    expect(ended).toEqual({ stdout: `${version}\n`, stderr: 'commander', exitCode: 0 });
  });

  it('names its commands in help that fits a screen', async () => {
    const { stdout, exitCode } = await command(['--help']);
    expect(stdout.match(/^ {2}(run|check|explain|healthcheck) /gm)).toHaveLength(4);
    expect(stdout.split('\n').length).toBeLessThanOrEqual(28);
    expect(exitCode).toBe(0);
  });

  it('has help for run with every flag, grouped by topic', async () => {
    const { stdout } = await command(['run', '--help']);
    const flags = stdout.match(/^ {2}--[a-z-]+/gm)?.map((flag) => flag.slice(4)) ?? [];
    expect(flags).toEqual(expect.arrayContaining(configFlags.map(({ name }) => name)));
    expect(stdout).toMatch(/^mirror:\n {2}--mirror-methods <none\|safe\|all>/m);
  });

  it.each([
    [['-h'], /^Usage: parallax /],
    [['help'], /^Usage: parallax /],
    [['help', 'gate'], /^Usage: parallax gate /],
    [['help', 'rollout', 'advance'], /^Usage: parallax rollout advance /],
    [['-V'], /^\d+\.\d+\.\d+\n$/],
  ])('exits with 0 for %s', async (args, expected) => {
    const { stdout, exitCode } = await command(args);
    expect(stdout).toMatch(expected);
    expect(exitCode).toBe(0);
  });

  it.each([
    [['gaet'], 'unknown command', 'gate'],
    [['help', 'gaet'], 'unknown command', 'gate'],
    [['rollout', 'advnace'], 'unknown command', 'advance'],
    [['gate', '--ulr', 'x'], 'unknown option', '--url'],
  ])('suggests a correction for %s and exits with 64', async (args, fault, suggested) => {
    const { stderr, exitCode } = await command(args);
    expect(stderr).toContain(`error: ${fault}`);
    expect(stderr).toContain(`(Did you mean ${suggested}?)`);
    expect(exitCode).toBe(64);
  });

  it('describes every command and every flag', async () => {
    const program = await wholeProgram();
    const commands = [program, program.commands, program.commands.map((one) => one.commands)].flat(
      2,
    );
    const named = commands.flatMap((one) => [
      { name: one.name(), description: one.description() },
      one.options.map(({ flags, description }) => ({
        name: `${one.name()} ${flags}`,
        description,
      })),
    ]);
    const silent = named.flat().filter(({ description }) => description === '');
    expect(silent).toEqual([]);
  });

  it('prints its help and exits with 64 if it gets no command', async () => {
    const { stdout, stderr, exitCode } = await parallax([]);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Usage: parallax /);
    expect(exitCode).toBe(64);
  });
});
