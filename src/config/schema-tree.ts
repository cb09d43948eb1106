import { z } from 'zod';
import { configSchema } from './schema.ts';

/** One key of the config in the published JSON Schema. */
export interface SchemaNode {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  /** The schema of members with names of the user's choice; false if there are none. */
  readonly additionalProperties?: SchemaNode | boolean;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
  /** The key that a plain string sets in place of a mapping. */
  readonly shorthand?: string;
  /** Its values are never repeated, and it is no flag: other users see a command line. */
  readonly secret?: boolean;
  /** An example of a value. */
  readonly placeholder?: string;
}

/** The config as people write it, before defaults and transforms. */
export const schemaTree = z.toJSONSchema(configSchema, { io: 'input' }) as SchemaNode;

/** The node at a path; undefined if the schema has no such key. */
export function schemaAt(
  path: readonly PropertyKey[],
  tree: SchemaNode = schemaTree,
): SchemaNode | undefined {
  let node: SchemaNode | undefined = tree;
  for (const key of path) {
    node = typeof key === 'number' ? node?.items : ownProperty(node, String(key));
  }
  return node;
}

/** What to write as a value: `HOST:PORT`, `none|safe|all`, `NUMBER`. */
export function placeholderOf(node: SchemaNode): string {
  if (node.placeholder !== undefined) return node.placeholder;
  if (node.shorthand !== undefined) return placeholderOf(node.properties?.[node.shorthand] ?? {});
  if (node.enum !== undefined) return node.enum.join('|');
  if (node.type === 'boolean') return 'true|false';
  if (node.type === 'array') return placeholderOf(node.items ?? {});
  if (node.type === 'integer' || node.type === 'number') return 'NUMBER';
  return 'TEXT';
}

function ownProperty(node: SchemaNode | undefined, key: string): SchemaNode | undefined {
  const properties = node?.properties;
  if (properties !== undefined) {
    return Object.hasOwn(properties, key) ? properties[key] : undefined;
  }
  const others = node?.additionalProperties;
  return typeof others === 'object' ? others : undefined;
}
