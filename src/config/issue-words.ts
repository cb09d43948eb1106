import type { z } from 'zod';
import { placeholderOf, type SchemaNode, schemaAt, schemaTree } from './schema-tree.ts';

/** A value longer than this is not repeated in a fault. */
const quotedCharsMax = 60;

/**
 * Says what to write instead, for every rule that has no message of its own in the schema. The
 * words never contain the value.
 */
export const issueWords: z.core.$ZodErrorMap = wordsFor(schemaTree);

/** The same for another kind of file. */
export function wordsFor(tree: SchemaNode): z.core.$ZodErrorMap {
  return (issue) => wordsOf(issue, tree);
}

function wordsOf(issue: z.core.$ZodRawIssue, tree: SchemaNode): string | undefined {
  if (issue.code === 'invalid_type') return `write ${kindOf(schemaAt(issue.path ?? [], tree))}`;
  if (issue.code === 'invalid_value') return `write one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_big') return `write a number of at most ${issue.maximum}`;
  // What is wrong with the key of a record is one level below.
  if (issue.code === 'invalid_key') return issue.issues[0]?.message;
  if (issue.code !== 'too_small') return undefined;
  if (issue.origin === 'string') return 'write at least one character';
  return `write a number ${issue.inclusive === false ? 'above' : 'of at least'} ${issue.minimum}`;
}

/** Issues with the texts above, to which the value can be added. */
const ownWords: ReadonlySet<string> = new Set([
  'invalid_type',
  'invalid_value',
  'too_big',
  'too_small',
]);

/**
 * The message of an issue, with the value that caused it, unless that came from the environment: what is in there
 * may be a secret.
 *
 * @param variables those in the value
 */
export function explainIssue(
  issue: z.core.$ZodIssue,
  variables: readonly string[],
  tree: SchemaNode = schemaTree,
): string {
  const { code, input, message, path } = issue;
  if (variables.length > 0) {
    const names = variables.map((name) => `\${${name}}`).join(' and ');
    return code === 'custom' && issue.params?.quotesText === true
      ? `the value of ${names} is not valid here`
      : `${message} (it comes from ${names})`;
  }
  if (code === 'invalid_type' && input === undefined) return missingWords(path, tree);
  if (code === 'invalid_type' && input === null) {
    const optional = schemaAt(path, tree)?.default !== undefined;
    return `has no value: ${message}${optional ? ', or leave it out' : ''}`;
  }
  if (!ownWords.has(code) || typeof input === 'object') return message;
  if (mayBeSecret(schemaAt(path, tree))) return message;
  const quoted = JSON.stringify(input);
  return quoted.length > quotedCharsMax ? message : `${message}, not ${quoted}`;
}

/** A line in place of a value with a secret, such as `headers: 'authorization: …'`, may be that secret. */
function mayBeSecret(node: SchemaNode | undefined): boolean {
  if (node === undefined) return false;
  const { secret, properties = {}, additionalProperties: others } = node;
  return (
    secret === true ||
    Object.values(properties).some(mayBeSecret) ||
    (typeof others === 'object' && mayBeSecret(others))
  );
}

function missingWords(path: readonly PropertyKey[], tree: SchemaNode): string {
  return `is missing: write ${String(path.at(-1))}: ${placeholderOf(schemaAt(path, tree) ?? {})}`;
}

const kinds: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  array: 'a list',
};

function kindOf(node: SchemaNode = {}): string {
  const { type = '', shorthand, placeholder } = node;
  if (type === 'object') {
    return shorthand === undefined ? 'keys below it' : `${placeholderOf(node)}, or keys below it`;
  }
  if (node.enum !== undefined) return `one of ${node.enum.join(', ')}`;
  return kinds[type] ?? placeholder ?? 'a text';
}
