import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { command } from './command-in-process.ts';

describe('parallax completion', () => {
  let bash: string;
  beforeAll(async () => {
    bash = (await command(['completion', 'bash'])).stdout;
  });

  /** What bash offers in place of the last word. */
  function completed(...words: readonly string[]): readonly string[] {
    const program = `${bash}
COMP_WORDS=(parallax "$@"); COMP_CWORD=$#
_parallax; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const args = ['--norc', '-c', program, 'bash', ...words];
    return execFileSync('bash', args, { encoding: 'utf8' }).split('\n').filter(Boolean);
  }

  it.each([
    ['a command', ['ga'], ['gate']],
    ['a subcommand', ['rollout', 're'], ['rehearse']],
    ['a flag of a command', ['gate', '--u'], ['--url']],
    ['a flag after the value of another flag', ['gate', '--url', 'x', '--wa'], ['--wait']],
    ['the choices of a flag', ['report', '--format', ''], ['md', 'html', 'junit', 'json']],
  ])('completes %s in bash', (_, words, expected) => {
    expect(completed(...words)).toEqual(expected);
  });

  it('leaves the value of a flag to bash, which completes files', () => {
    expect(completed('check', '--config', '')).toEqual([]);
  });

  it('has a script for fish with a line for each command', async () => {
    const { stdout } = await command(['completion', 'fish']);
    expect(stdout).toContain(
      "complete -c parallax -n '__fish_use_subcommand' -f -a gate -d 'print the verdict on the candidate'\n",
    );
  });
});
