import { Command, CommanderError } from 'commander';
import { version } from '../control/version.ts';
import { addCheckCommand } from './check.ts';
import { endsWith } from './exit-codes.ts';
import { addExplainCommand } from './explain.ts';
import { addGateCommand } from './gate.ts';
import { addHarCommand } from './har.ts';
import { addHealthcheckCommand } from './healthcheck.ts';
import { addHubCommand } from './hub.ts';
import { addRecordCommand } from './record.ts';
import { addReplayCommand } from './replay.ts';
import { addReportCommand } from './report.ts';
import { addRolloutCommand } from './rollout/rollout.ts';
import { addRoutesCommand } from './routes.ts';
import { addRunCommand } from './run.ts';
import { addTapCommand } from './tap.ts';

/**
 * Runs a command line, and sets the exit code of the process.
 *
 * @param args what follows the name of the program
 */
export async function runCommand(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode;
  }
}

/** The program with the options of every command, for documents. */
export async function wholeProgram(): Promise<Command> {
  return createProgram();
}

/**
 * The command line. Exits with 2 where what was written is at fault, on the command line or in a
 * config file, and with 1 for everything else that goes wrong; `gate`, `replay`, `rollout` and `report` have exit codes of their own.
 */
function createProgram(): Command {
  const program = new Command('parallax')
    .description(
      'Serves every client from primary, mirrors to candidate, compares the two, and says with ' +
        'evidence whether the candidate may be promoted.',
    )
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print what can be written')
    .helpCommand(false)
    .exitOverride(endsWith(2));
  addRunCommand(program);
  addRecordCommand(program);
  addTapCommand(program);
  addHubCommand(program);
  addCheckCommand(program);
  addExplainCommand(program);
  addHealthcheckCommand(program);
  addGateCommand(program);
  addRoutesCommand(program);
  addRolloutCommand(program);
  addReplayCommand(program);
  addHarCommand(program);
  addReportCommand(program);
  return program;
}
