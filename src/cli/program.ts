import { Command } from 'commander';
import { version } from '../control/version.ts';
import { addCheckCommand } from './check.ts';
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
 * The command line. Exits with 2 where what was written is at fault, on the command line or in a
 * config file, and with 1 for everything else that goes wrong; `gate`, `replay`, `rollout` and `report` have exit codes of their own.
 */
export function createProgram(): Command {
  const program = new Command('parallax')
    .description(
      'Serves every client from primary, mirrors to candidate, compares the two, and says with ' +
        'evidence whether the candidate may be promoted.',
    )
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print what can be written')
    .helpCommand(false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
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
