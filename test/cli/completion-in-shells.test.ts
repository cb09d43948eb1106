import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { systemProgram } from '../support/system-package.ts';
import { command } from './command-in-process.ts';

const zsh = systemProgram('zsh', { package: 'zsh' });
const fish = systemProgram('fish', { package: 'fish' });

const home = mkdtempSync(join(tmpdir(), 'parallax-shells-'));
afterAll(() => rmSync(home, { recursive: true }));

async function scriptFor(shell: string): Promise<string> {
  const { stdout } = await command(['completion', shell]);
  const path = join(home, `completion.${shell}`);
  writeFileSync(path, stdout);
  return path;
}

function run(program: string, args: readonly string[]): readonly string[] {
  const env = { ...process.env, HOME: home, ZDOTDIR: home, XDG_CONFIG_HOME: home };
  return execFileSync(program, args, { encoding: 'utf8', env }).split('\n').filter(Boolean);
}

/** The words for a command line; zsh selects those that begin as its last word. */
async function inZsh(...words: readonly string[]): Promise<readonly string[]> {
  const program = `source $1; shift
    emulate -L sh; setopt kshglob noshglob braceexpand ksharrays
    COMP_WORDS=(parallax "$@"); COMP_CWORD=$#
    _parallax; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return run(zsh!, ['-f', '-c', program, 'zsh', await scriptFor('zsh'), ...words]);
}

async function inFish(line: string): Promise<readonly string[]> {
  const program = 'source $argv[1]; complete -C $argv[2]';
  const offers = run(fish!, ['--no-config', '-c', program, await scriptFor('fish'), line]);
  return offers.map((offer) => offer.split('\t')[0]!);
}

describe.skipIf(zsh === null)('the completion in zsh', () => {
  it('offers the subcommands of a command', async () => {
    expect(await inZsh('rollout', '')).toEqual(expect.arrayContaining(['advance', 'rehearse']));
  });

  it('offers the choices of a flag', async () => {
    expect(await inZsh('report', '--format', '')).toEqual(['md', 'html', 'junit', 'json']);
  });
});

describe.skipIf(fish === null)('the completion in fish', () => {
  it('offers the commands', async () => {
    expect(await inFish('parallax ga')).toContain('gate');
  });

  it('offers the flags of a command', async () => {
    expect(await inFish('parallax gate --w')).toEqual(['--wait']);
  });
});
