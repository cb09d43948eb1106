import type { SchemaNode } from '../../src/config/schema-tree.ts';

/** What JSON Schema says of numbers and lists, beside what the config itself uses. */
interface Bounded extends SchemaNode {
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
}

/** Larger bounds are those of the number format, not of the key. */
const boundShownMax = 2_147_483_647;

/** What to write as a value, in words: `HOST:PORT`, "a number from 0 to 1", "a list of NAME". */
export function valueWords(node: SchemaNode): string {
  if (node.type === 'array') return `list of ${itemWords(node.items ?? {})}`;
  if (node.type === 'object') return 'mapping';
  if (node.enum !== undefined) return node.enum.map((word) => `\`${word}\``).join(', ');
  if (node.placeholder !== undefined) return `\`${node.placeholder}\``;
  if (node.type === 'boolean') return '`true`, `false`';
  if (node.type === 'integer') return `whole number${boundWords(node)}`;
  if (node.type === 'number') return `number${boundWords(node)}`;
  return node.type === 'string' ? 'text' : 'any value';
}

/** A default as it is written in YAML; empty where there is none. */
export function defaultWords(value: unknown): string {
  if (value === undefined || isEmptyMapping(value)) return '';
  const text = JSON.stringify(value);
  return text.length > 60 ? 'see the example' : `\`${text}\``;
}

function isEmptyMapping(value: unknown): boolean {
  return JSON.stringify(value) === '{}';
}

function itemWords(node: SchemaNode): string {
  if (node.shorthand !== undefined) return 'text or mappings';
  if (node.type === 'object') return 'mappings';
  return node.type === undefined ? 'values' : valueWords(node);
}

function boundWords(node: Bounded): string {
  const { minimum, exclusiveMinimum: above, maximum, exclusiveMaximum: below } = node;
  // The schema excludes 0 where a whole number must be positive.
  const least = minimum ?? (node.type === 'integer' && above === 0 ? 1 : undefined);
  const words = [
    least === undefined ? null : `from ${least}`,
    least !== undefined || above === undefined ? null : `above ${above}`,
    maximum === undefined || maximum >= boundShownMax ? null : `to ${maximum}`,
    below === undefined ? null : `below ${below}`,
  ].filter((word) => word !== null);
  return words.length === 0 ? '' : ` ${words.join(' ')}`;
}
