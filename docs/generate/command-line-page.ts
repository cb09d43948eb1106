import { type Command, Help, type Option } from 'commander';
import { wholeProgram } from '../../src/cli/program.ts';
import { pageHead } from './markdown.ts';

/** Characters in a line of help text, whatever the terminal has. */
const helpWidth = 100;

const introduction = `
In a checkout, write \`npm start --\` in place of \`parallax\`: \`npm start -- gate --wait 2h\`.

\`run\`, \`tap\`, \`hub\`, \`check\` and \`record\` also take a flag for each scalar key of the config, such as
\`--mirror-methods all\` for \`mirror.methods\`. [config.md](config.md) lists the keys with their flags. Flags win over the file.
`;

/** The help of each command, from the program itself. */
export async function commandLinePage(): Promise<string> {
  const program = await wholeProgram();
  const sections = commandsIn(program).map(({ words, command }) => {
    return `## ${words}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`;
  });
  return [pageHead('Command line'), introduction, ...sections].join('\n');
}

interface NamedCommand {
  /** With the names of the commands that it belongs to: `parallax rollout advance`. */
  readonly words: string;
  readonly command: Command;
}

function commandsIn(command: Command, parents: readonly string[] = []): readonly NamedCommand[] {
  const words = [...parents, command.name()];
  return [
    { words: words.join(' '), command },
    ...command.commands.flatMap((child) => commandsIn(child, words)),
  ];
}

function helpOf(command: Command): string {
  const lines: string[] = [];
  const options = new Help().visibleOptions(command).filter(isOfCommand);
  command.configureHelp({ visibleOptions: () => options });
  command.configureOutput({
    writeOut: (text) => lines.push(text),
    getOutHelpWidth: () => helpWidth,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return lines.join('').trimEnd();
}

/** Options in groups are those of config keys. */
function isOfCommand(option: Option): boolean {
  return option.helpGroupHeading === undefined;
}
