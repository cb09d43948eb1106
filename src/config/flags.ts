import { type SchemaNode, schemaTree } from './schema-tree.ts';
import { textValue } from './text-value.ts';

/** A command-line flag that sets one key of the config. */
export interface ConfigFlag {
  /** Without the dashes: `mirror-methods`. */
  readonly name: string;
  /** The key it sets: `mirror`, `methods`. */
  readonly path: readonly string[];
  readonly node: SchemaNode;
  /** Whether it may be given several times, each time one item of a list. */
  readonly repeats: boolean;
}

/** The values on the command line, by flag name; `true` for a flag without a value. */
export type FlagValues = Readonly<Record<string, string | true | readonly string[]>>;

/** One flag for each scalar and each list of strings in the schema, in the schema's order. */
export const configFlags: readonly ConfigFlag[] = flagsUnder(schemaTree, [], []);

/** Overrides the values of the file with those of the flags, and converts texts to the types of their keys. */
export function applyFlags(input: Record<string, unknown>, values: FlagValues): void {
  for (const flag of configFlags) {
    const value = values[flag.name];
    if (value !== undefined) setIn(input, flag.path, flagValue(value, flag));
  }
}

/** A key that has a shorthand gives its name to the flag: `--primary`, not `--primary-url`. */
function flagsUnder(
  node: SchemaNode,
  path: readonly string[],
  words: readonly string[],
): readonly ConfigFlag[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const childPath = [...path, key];
    const childWords = key === node.shorthand ? words : [...words, kebabCase(key)];
    if (child.secret === true) return [];
    if (child.type === 'object') return flagsUnder(child, childPath, childWords);
    const repeats = child.type === 'array' && takesString(child.items);
    if (child.type === 'array' && !repeats) return [];
    return [{ name: childWords.join('-'), path: childPath, node: child, repeats }];
  });
}

/** A list's items that can be written as a string each. */
function takesString(items: SchemaNode = {}): boolean {
  return items.type === 'string' || items.shorthand !== undefined;
}

function flagValue(
  value: string | true | readonly string[],
  { node, repeats }: ConfigFlag,
): unknown {
  if (repeats) return typeof value === 'string' ? [value] : value;
  return typeof value === 'string' ? textValue(value, node) : value;
}

function setIn(input: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let node = input;
  let schema: SchemaNode | undefined = schemaTree;
  for (const key of path.slice(0, -1)) {
    schema = schema?.properties?.[key];
    const child = node[key] ?? {};
    const isShort = ['string', 'boolean'].includes(typeof child) || Array.isArray(child);
    const mapping = isShort && schema?.shorthand ? { [schema.shorthand]: child } : child;
    // The value there is not a mapping, which is a separate fault.
    if (typeof mapping !== 'object' || Array.isArray(mapping)) return;
    // A copy: with YAML aliases, the same object may be the value of another key too.
    const copy = { ...mapping } as Record<string, unknown>;
    node[key] = copy;
    node = copy;
  }
  const last = path.at(-1);
  if (last !== undefined) node[last] = value;
}

function kebabCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
