import type { SchemaNode } from './schema-tree.ts';

/**
 * What a text from a flag or from the environment means for a key: there, unlike in YAML, nothing
 * but the key says whether `1` is a number. What is no value of the key's type stays a text: the
 * schema then says what is wrong with it.
 */
export function textValue(text: string, node: SchemaNode | undefined): unknown {
  const type = node?.type;
  if (type === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  if (type !== 'integer' && type !== 'number') return text;
  return /\d/.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}
