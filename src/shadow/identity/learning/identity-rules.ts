import type { IdentitiesConfig } from '../../../config/identities-schema.ts';
import { compilePathValues, type PathValues } from '../../../config/filter/path-values.ts';
import { createRouteTable } from '../../../config/route-table.ts';
import type { RequestHead } from '../../../vocabulary/raw-head.ts';
import { type Cost, createWalkBudget } from '../../../vocabulary/walk-budget.ts';
import type { ParsedAnswer } from '../reading/parsed-answer.ts';
import { identityText } from '../recognizing/id-values.ts';

/** The user's rules, applied to one pair of answers. */
export interface RuledIdentities {
  /** Values that correspond to each other, in the order of the paths. */
  readonly learned: readonly (readonly [primary: unknown, candidate: unknown])[];
  /** Whether a value of primary must not be learned. */
  readonly isForbidden: (value: string) => boolean;
}

interface RulePath {
  readonly isFrom: (head: RequestHead) => boolean;
  readonly valuesAt: PathValues;
}

const nothingRuled: RuledIdentities = { learned: [], isForbidden: () => false };

/** A path that cannot be evaluated to the end may forbid any value, so nothing is learned. */
const undecided: RuledIdentities = { learned: [], isForbidden: () => true };

/** The limits for all paths in one pair of answers. They are tight because this thread also sends the mirrored requests. */
const limits = { nodesMax: 1_000_000, msMax: 50 };

/**
 * Compiles the paths that the user gave.
 *
 * @throws an error whose message can be shown, if one is not a JSONPath
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
    const budget = createWalkBudget(limits);
    const learned = learning
      .filter(({ isFrom }) => isFrom(head))
      .flatMap((path) => {
        const theirs = valuesIn(path, candidate, budget);
        return valuesIn(path, primary, budget).map((value, at) => [value, theirs[at]] as const);
      });
    const forbidden = forbidding
      .filter(({ isFrom }) => isFrom(head))
      .flatMap((path) => valuesIn(path, primary, budget).map(identityText));
    if (budget.exceeded() !== null) return undecided;
    const texts = new Set(forbidden);
    return { learned, isForbidden: (value) => texts.has(value) };
  };
}

function compile({ from, path }: IdentitiesConfig['learn'][number]): RulePath {
  const valuesAt = compilePathValues(path);
  if (from === undefined) return { isFrom: () => true, valuesAt };
  const table = createRouteTable({ routes: [{ match: from }], routesMax: 0 });
  return { isFrom: ({ method, target }) => table.routeOf(method, target).route === from, valuesAt };
}

function valuesIn(
  { valuesAt }: RulePath,
  { documents }: ParsedAnswer,
  cost: Cost,
): readonly unknown[] {
  return documents.flatMap((document) => valuesAt(document, cost) ?? []);
}
