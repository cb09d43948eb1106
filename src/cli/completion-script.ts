import type { Command, Option } from 'commander';

/** The supported shells. */
export const shells = ['bash', 'zsh', 'fish'] as const;

interface Place {
  /** The words that lead to the command: `rollout advance`; empty for the program. */
  readonly path: string;
  readonly command: Command;
}

/**
 * A script that completes commands, flags and the choices of flags in a shell, and files elsewhere. It does not
 * start Parallax, so it answers at once; existing packages do not complete files.
 *
 * @param program with the options of all commands
 */
export function completionScript(program: Command, shell: (typeof shells)[number]): string {
  const places = placesUnder(program, '');
  if (shell === 'fish') return fishScript(places);
  const script = bashScript(places);
  if (shell === 'bash') return script;
  return `autoload -Uz compinit bashcompinit && compinit && bashcompinit\n${script}`;
}

function placesUnder(command: Command, path: string): readonly Place[] {
  const below = subcommands(command).flatMap((one) =>
    placesUnder(one, `${path} ${one.name()}`.trim()),
  );
  return [{ path, command }, ...below];
}

function subcommands(command: Command): readonly Command[] {
  // Help is a command that is not in the list.
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => command.commands.includes(one));
}

function flags(command: Command): readonly Option[] {
  return command.createHelp().visibleOptions(command);
}

function bashScript(places: readonly Place[]): string {
  const paths = places.slice(1).map(({ path }) => `'${path}'`);
  const values = places.flatMap(({ path, command }) =>
    flags(command)
      .filter(({ required, optional }) => required || optional)
      .map(
        ({ long, argChoices = [] }) =>
          `    '${path}:${long}') words='${argChoices.join(' ')}' ;;\n`,
      ),
  );
  const words = places.map(({ path, command }) => {
    const all = [
      ...subcommands(command).map((one) => one.name()),
      ...flags(command).map(({ long }) => long),
    ];
    return `        '${path}') words='${all.join(' ')}' ;;\n`;
  });
  return `_parallax() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path='' words='' word
  for word in "\${COMP_WORDS[@]:1:$((COMP_CWORD-1))}"; do
    case "\${path:+$path }$word" in
      ${paths.join(' | ')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path:$prev" in
${values.join('')}    *)
      case "$path" in
${words.join('')}      esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _parallax parallax
`;
}

function fishScript(places: readonly Place[]): string {
  const lines = places.flatMap(({ path, command }) => {
    const seen = path.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`);
    const isThere = path === '' ? '__fish_use_subcommand' : seen.join('; and ');
    const start = `complete -c parallax -n ${quoted(isThere)}`;
    return [
      ...subcommands(command).map(
        (one) => `${start} -f -a ${one.name()} -d ${quoted(one.description())}`,
      ),
      ...flags(command).map((flag) => `${start} ${fishFlag(flag)} -d ${quoted(flag.description)}`),
    ];
  });
  return `${lines.join('\n')}\n`;
}

function fishFlag({ long, required, optional, argChoices }: Option): string {
  const name = `-l ${long?.slice(2)}`;
  if (argChoices !== undefined) return `${name} -x -a ${quoted(argChoices.join(' '))}`;
  return required || optional ? `${name} -r` : name;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
