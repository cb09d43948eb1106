import { chdir, cwd as workingFolder } from 'node:process';
import { vi } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import type { Ended, Place } from './parallax-program.ts';

/**
 * Runs a command in this process, as `src/cli/main.ts` does in its own: one at a time. A start of the program
 * takes most of a second; each command has a test that starts it.
 */
export async function command(args: readonly string[], place: Place = {}): Promise<Ended> {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const folder = workingFolder();
  for (const [name, value] of Object.entries(place.env ?? {})) vi.stubEnv(name, value);
  chdir(place.cwd ?? folder);
  process.exitCode = undefined;
  try {
    await runCommand(args);
    return {
      stdout: textOf(stdout.mock.calls),
      stderr: textOf(stderr.mock.calls),
      exitCode: exitCodeNow(),
    };
  } finally {
    process.exitCode = undefined;
    vi.unstubAllEnvs();
    chdir(folder);
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

function exitCodeNow(): number {
  return Number(process.exitCode ?? 0);
}

function textOf(calls: readonly (readonly [unknown, ...unknown[]])[]): string {
  return calls.map(([written]) => String(written)).join('');
}
