import { isMembers, type Members } from './json-scalars.ts';

/** A field of a mutation, with its arguments. */
export interface CalledField {
  readonly name: string;
  /** Its arguments by their names, and those within an argument such as `input`. */
  readonly given: readonly Members[];
}

/** A field with arguments, none of which has parentheses in it. */
const calls = /(?<!\w)(?:([A-Za-z_]\w{0,63})\s*:\s*)?([A-Za-z_]\w{0,63})\s*\(([^()]*)\)/g;
/**
 * An argument of a field: `id: 7`, `id: "7"`, `ids: [7, 8]`, `id: $note`; not the `$id: ID!` that declares
 * a variable.
 */
const argument = /(?<![$\w])([A-Za-z_]\w{0,63})\s*:\s*(\$\w+|"[^"\\]*"|\d+|\[[^\][]*\])/g;

const none: readonly CalledField[] = [];

/**
 * The fields with arguments that primary carried out in a mutation: the answer has no errors, and the
 * result of the field is neither null nor false.
 */
export function calledFields(sent: Members, documents: readonly unknown[]): readonly CalledField[] {
  const { query, variables } = sent;
  const [answer] = documents;
  if (typeof query !== 'string' || documents.length !== 1 || !isMembers(answer)) return none;
  const { data, errors } = answer;
  if (!isMembers(data) || (Array.isArray(errors) && errors.length > 0)) return none;
  const bound = isMembers(variables) ? variables : {};
  return [...query.matchAll(calls)].flatMap(([, alias, name = '', text = '']) => {
    const result = data[alias ?? name];
    if (result === undefined || result === null || result === false) return [];
    const members = Object.fromEntries(
      Array.from(text.matchAll(argument), ([, key = '', value = '']) => [key, read(value, bound)]),
    );
    return [{ name, given: [members, ...Object.values(members).filter(isMembers)] }];
  });
}

function read(value: string, variables: Members): unknown {
  if (value.startsWith('$')) return variables[value.slice(1)];
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
