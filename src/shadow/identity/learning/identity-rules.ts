import type { JSONPathQuery, JSONValue } from 'json-p3';
import type { IdentitiesConfig } from '../../../config/identities-schema.ts';
import { compileJsonPath } from '../../../config/json-path.ts';
import { createRouteTable } from '../../../config/route-table.ts';
import type { RequestHead } from '../../../vocabulary/raw-head.ts';
import type { ParsedAnswer } from '../reading/parsed-answer.ts';
import { identityText } from '../recognizing/id-values.ts';

/** What the user says of the identities in one pair of answers. */
export interface RuledIdentities {
  /** Values that correspond to each other, in the order of the paths. */
  readonly learned: readonly (readonly [primary: unknown, candidate: unknown])[];
  /** Values of primary's that are not to be learned. */
  readonly forbidden: ReadonlySet<string>;
}

interface RulePath {
  readonly isFrom: (head: RequestHead) => boolean;
  readonly query: JSONPathQuery;
}

const nothingRuled: RuledIdentities = { learned: [], forbidden: new Set() };

/**
 * Compiles the paths that the user gave.
 *
 * @throws the library's error when a path is no JSONPath
 */
export function createIdentityRules({
  learn,
  forbid,
}: Pick<IdentitiesConfig, 'learn' | 'forbid'>): (
  head: RequestHead,
  primary: ParsedAnswer,
  candidate: ParsedAnswer,
) => RuledIdentities {
  const [learning, forbidding] = [learn.map(compile), forbid.map(compile)];
  if (learning.length === 0 && forbidding.length === 0) return () => nothingRuled;
  return (head, primary, candidate) => {
    const learned = learning
      .filter(({ isFrom }) => isFrom(head))
      .flatMap(({ query }) => {
        const theirs = valuesAt(query, candidate);
        return valuesAt(query, primary).map((value, at) => [value, theirs[at]] as const);
      });
    const forbidden = forbidding
      .filter(({ isFrom }) => isFrom(head))
      .flatMap(({ query }) => valuesAt(query, primary).map(identityText))
      .filter((text) => text !== null);
    return { learned, forbidden: new Set(forbidden) };
  };
}

function compile({ from, path }: IdentitiesConfig['learn'][number]): RulePath {
  const query = compileJsonPath(path);
  if (from === undefined) return { isFrom: () => true, query };
  const table = createRouteTable({ routes: [{ match: from }], routesMax: 0 });
  return { isFrom: ({ method, target }) => table.routeOf(method, target).route === from, query };
}

/** The library gives up on very deep documents. */
function valuesAt(query: JSONPathQuery, { documents }: ParsedAnswer): readonly unknown[] {
  try {
    return documents.flatMap((document) => query.query(document as JSONValue).values());
  } catch {
    return [];
  }
}
