import { CommanderError } from 'commander';

/** Of a verdict, for `gate`, `rollout` and `report`. */
export const exitCodes = { pass: 0, fail: 1, inconclusive: 2 } as const;

/** There is no verdict; or nothing was done, because the journal is broken or another process holds it. */
export const refusedExitCode = 3;

/**
 * The command line or the plan is wrong. Other commands exit with 2 then; for these commands, 2 is a verdict.
 */
export const usageExitCode = 64;

/**
 * Ends a command line that has no command to run: with 0 after help or the version, else with `faulty`. It is
 * thrown, as Commander would go on or end the process itself.
 *
 * @param faulty the exit code where the command line is wrong
 */
export function endsWith(faulty: number): (error: CommanderError) => never {
  return ({ exitCode, code, message }) => {
    throw new CommanderError(exitCode === 0 ? 0 : faulty, code, message);
  };
}
