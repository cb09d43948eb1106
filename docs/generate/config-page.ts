import { configFlags } from '../../src/config/flags.ts';
import { type SchemaNode, schemaTree } from '../../src/config/schema-tree.ts';
import { defaultWords, valueWords } from './config-values.ts';
import { pageHead, plain, table } from './markdown.ts';

const introduction = `
Each key of the config file. [\`config/parallax.example.yaml\`](../config/parallax.example.yaml) has all of them in one file, with comments.
\`parallax check --config FILE\` lists the faults of a file with line and column.

- \`key[]\` is an item of a list, and \`key.*\` a member with a name of your choice.
- A value may come from the environment: \`\${NAME}\`, or \`\${NAME:-default}\`.
- "A plain value sets \`url\`" means that \`primary: http://127.0.0.1:5000\` is short for \`primary: {url: http://127.0.0.1:5000}\`.
- The column _flag_ has the flag of [the command line](cli.md). Flags win over the file.
`;

const flagByPath = new Map(configFlags.map(({ name, path }) => [path.join('.'), `\`--${name}\``]));

interface KeyRow {
  readonly path: string;
  readonly node: SchemaNode;
}

/** Each key of the config with its type, default, flag and description, from the schema. */
export function configPage(): string {
  const parts = Object.entries(schemaTree.properties ?? {}).map(([path, node]) => ({ path, node }));
  // A route's rules are those of `compare`, which comes later: its keys are described there.
  const { compare } = schemaTree.properties ?? {};
  if (compare !== undefined) rowsOf({ path: 'compare', node: compare });
  const sections = parts.map(section);
  return [pageHead('Configuration'), introduction, ...sections].join('\n');
}

function section(part: KeyRow): string {
  const rows = rowsOf(part);
  const below = rows.length > 1 ? rows.slice(1) : rows;
  const cells = below.map((row) => [
    `\`${row.path}\``,
    valueWords(row.node),
    defaultWords(row.node.default),
    flagByPath.get(row.path) ?? '',
    descriptionOf(row),
  ]);
  const about = rows.length > 1 ? [sentence(descriptionOf(part))] : [];
  const keys = table(['key', 'value', 'default', 'flag', 'meaning'], cells);
  return [`## ${part.path}`, ...about, keys, ''].join('\n\n');
}

function rowsOf(row: KeyRow): readonly KeyRow[] {
  return [row, ...(sameAs(row) === null ? childrenOf(row).flatMap(rowsOf) : [])];
}

function childrenOf({ path, node }: KeyRow): readonly KeyRow[] {
  const members = Object.entries(node.properties ?? {}).map(([key, child]) => ({
    path: `${path}.${key}`,
    node: child,
  }));
  const { items, additionalProperties: others } = node;
  // A list of plain values needs no row for its items.
  const item = items?.properties === undefined ? [] : [{ path: `${path}[]`, node: items }];
  const other = typeof others === 'object' ? [{ path: `${path}.*`, node: others }] : [];
  return [...members, ...item, ...other];
}

/** Objects that the schema has at several places are described at the first one. */
const firstPlaces = new Map<string, string>();

/** The first place that has the same keys; null if this is it. */
function sameAs({ path, node }: KeyRow): string | null {
  if (Object.keys(node.properties ?? {}).length < 2) return null;
  const shape = JSON.stringify(keysOf(node));
  const first = firstPlaces.get(shape);
  if (first === undefined) firstPlaces.set(shape, path);
  return first === undefined || first === path ? null : first;
}

function keysOf({ properties = {}, items, type }: SchemaNode): unknown {
  const members = Object.entries(properties).map(([key, child]) => [key, keysOf(child)]);
  return [type, members, items === undefined ? null : keysOf(items)];
}

function descriptionOf(row: KeyRow): string {
  const { node } = row;
  const first = sameAs(row);
  const parts = [
    plain(node.description ?? ''),
    node.shorthand === undefined ? '' : `a plain value sets \`${node.shorthand}\``,
    first === null ? '' : `the keys are those of \`${first}\``,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function sentence(text: string): string {
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
