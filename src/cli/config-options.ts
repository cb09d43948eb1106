import { type Command, Option } from 'commander';
import { type ConfigFlag, configFlags, type FlagValues } from '../config/flags.ts';
import { placeholderOf, type SchemaNode } from '../config/schema-tree.ts';

/**
 * Gives a command one flag for each key of the config.
 *
 * @param isUsed whether the command uses the key at a path; the help leaves out the flags of others
 */
export function addConfigOptions(
  command: Command,
  isUsed: (path: readonly string[]) => boolean = () => true,
): void {
  for (const flag of configFlags) {
    command.addOption(optionFor(flag).hideHelp(!isUsed(flag.path)));
  }
}

/** The given flags of the config, among all given options. */
export function givenFlags(options: Readonly<Record<string, unknown>>): FlagValues {
  const given = configFlags.map((flag) => [flag.name, options[optionFor(flag).attributeName()]]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as FlagValues;
}

/** Values stay texts: the schema reports their faults, with the same messages as for a file. */
function optionFor({ name, path, node, repeats }: ConfigFlag): Option {
  const value = placeholderOf(node);
  const term = node.type === 'boolean' ? `--${name} [${value}]` : `--${name} <${value}>`;
  const option = new Option(term, describe(node)).helpGroup(groupOf(path));
  if (!repeats) return option;
  return option.argParser<readonly string[] | undefined>((item, items) => [...(items ?? []), item]);
}

function describe({ description = '', default: byDefault }: SchemaNode): string {
  if (byDefault === undefined || byDefault === false || Array.isArray(byDefault))
    return description;
  return `${description} (default: ${JSON.stringify(byDefault)})`.trimStart();
}

/** Top-level keys form one group, and the keys of each part another. */
function groupOf([part = '', ...rest]: readonly string[]): string {
  return rest.length === 0 ? 'Parallax:' : `${part}:`;
}
