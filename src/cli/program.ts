import { Command, CommanderError } from 'commander';
import { version } from '../control/version.ts';
import { commands } from './commands.ts';
import { usageExitCode } from './exit-codes.ts';
import { addLazyCommands, type LazyCommand, loadCommandsOf } from './lazy-commands.ts';

/**
 * Runs a command line, and sets the exit code of the process.
 *
 * @param args what follows the name of the program
 */
export async function runCommand(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(withoutHelpCommand(args), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode;
  }
}

/** The program with the options of every command, for documents. */
export async function wholeProgram(): Promise<Command> {
  const program = createProgram();
  await loadCommandsOf(program);
  return program;
}

/**
 * The command line. It exits with 64 if the command line, a config or another file is wrong, and with 1 for everything
 * else that goes wrong; `gate`, `replay`, `rollout` and `report` have other exit codes for verdicts.
 */
function createProgram(): Command {
  const program = new Command('parallax')
    .description(
      'Serves every client from primary, mirrors to candidate, compares the two, and shows with ' +
        'evidence whether the candidate may be promoted.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print the help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride(({ exitCode, code, message }) => {
      // Thrown, because Commander would otherwise continue or end the process itself.
      throw new CommanderError(exitCode === 0 ? 0 : usageExitCode, code, message);
    });
  addLazyCommands(program, [...commands, completion]);
  return program;
}

const completion: LazyCommand = {
  name: 'completion',
  summary: 'print a script that completes words in a shell',
  async load() {
    const { defineCompletion } = await import('./completion.ts');
    return (command) => defineCompletion(command, wholeProgram);
  },
};

/** `help gate` as `gate --help`: Commander's own does not load the command. */
function withoutHelpCommand(args: readonly string[]): readonly string[] {
  const [first, named, ...rest] = args;
  if (first !== 'help' || named === undefined || named.startsWith('-')) return args;
  const isKnown = [...commands, completion].some(({ name }) => name === named);
  return isKnown ? [named, ...rest, '--help'] : [named];
}
