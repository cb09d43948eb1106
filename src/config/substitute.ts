import { type Document, isMap, isPair, isScalar, isSeq, type Node, type Scalar, visit } from 'yaml';
import { type SchemaNode, schemaAt, schemaTree } from './schema-tree.ts';
import { textValue } from './text-value.ts';

/** What was put in for `${…}` in a document. */
export interface Substitution {
  /** The variables of the environment whose values a scalar now has. */
  readonly variables: ReadonlyMap<Node | null, readonly string[]>;
  /** Scalars that could not be filled in. */
  readonly faults: ReadonlyMap<Node | null, SubstitutionFault>;
}

interface SubstitutionFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A reference, well-formed or not: a `${` that is none must not pass as text. */
const reference = /\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\})?/g;

/**
 * Fills in `${VAR}` and `${VAR:-default}` in the values of a document, in place. As in a shell, the
 * default stands for an empty variable too. It is done on scalars, after parsing: whatever a
 * variable holds, it can't change the document's structure.
 */
export function substitute(
  document: Document,
  environment: Environment,
  tree: SchemaNode = schemaTree,
): Substitution {
  const variables = new Map<Node | null, readonly string[]>();
  const faults = new Map<Node | null, SubstitutionFault>();
  visit(document, {
    Scalar(key, scalar, ancestors) {
      const { value } = scalar;
      if (key === 'key' || typeof value !== 'string' || !value.includes('${')) return;
      const path = pathTo(scalar, ancestors);
      const filled = fillIn(value, environment);
      if (filled.faults.length > 0) faults.set(scalar, { path, message: filled.faults.join('; ') });
      if (filled.variables.length > 0) variables.set(scalar, filled.variables);
      scalar.value = textValue(filled.text, schemaAt(path, tree));
    },
  });
  return { variables, faults };
}

function fillIn(text: string, environment: Environment) {
  const variables: string[] = [];
  const faults: string[] = [];
  const filled = text.replace(reference, (_, name?: string, fallback?: string) => {
    if (name === undefined) {
      faults.push('write a variable as ${NAME}, or as ${NAME:-default}');
      return '';
    }
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (value !== undefined && (value !== '' || fallback === undefined)) {
      variables.push(name);
      return value;
    }
    if (fallback !== undefined) return fallback;
    faults.push(`\${${name}} is not set: set it, or write a default as \${${name}:-default}`);
    return '';
  });
  return { text: filled, variables, faults };
}

function pathTo(scalar: Scalar, ancestors: readonly unknown[]): readonly PropertyKey[] {
  return ancestors.flatMap((ancestor, index): readonly PropertyKey[] => {
    if (isSeq(ancestor)) return [ancestor.items.indexOf(ancestors[index + 1] ?? scalar)];
    if (!isPair(ancestor) || !isMap(ancestors[index - 1]) || !isScalar(ancestor.key)) return [];
    return [String(ancestor.key.value)];
  });
}
