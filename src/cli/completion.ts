import { Argument, type Command } from 'commander';
import { completionScript, shells } from './completion-script.ts';

/** @param wholeProgram makes the program with the options of all commands */
export function defineCompletion(command: Command, wholeProgram: () => Promise<Command>): void {
  command
    .addArgument(new Argument('<SHELL>', 'the shell').choices(shells))
    .addHelpText(
      'after',
      '\nbash: source <(parallax completion bash)\nzsh:  source <(parallax completion zsh)\n' +
        'fish: parallax completion fish | source',
    )
    .action(async (shell: (typeof shells)[number]) => {
      process.stdout.write(completionScript(await wholeProgram(), shell));
    });
}
