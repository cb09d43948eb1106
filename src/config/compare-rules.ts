import type { CompareConfig, RouteCompareConfig } from './compare-schema.ts';
import { operationEntries } from './route-operations.ts';
import type { RouteConfig } from './schema.ts';

/** The lists of rules in the config, in the order in which they apply. */
const ruleKinds = [
  'ignore',
  'unordered',
  'by',
  'tolerance',
  'equate',
  'transform',
  'rename',
  'status',
] as const;

type RuleKind = (typeof ruleKinds)[number];

interface RuleOf<Kind extends RuleKind> {
  /** Its place in the config: `compare.ignore[0]`, `routes[2].compare.by[1]`. */
  readonly name: string;
  readonly kind: Kind;
  /** An RFC 9535 JSONPath; null for a rule without one. */
  readonly path: string | null;
  /** The entry in the config. */
  readonly terms: CompareConfig[Kind][number];
}

/** One rule of the config. */
export type CompareRule = { [Kind in RuleKind]: RuleOf<Kind> }[RuleKind];

/** The rules of one route, in addition to those for all routes. */
interface RouteRules {
  /** Its `match` in the config. */
  readonly route: string;
  /** Undefined if that of `compare` applies. */
  readonly lexical: boolean | undefined;
  /** Those of an operation's route, which also apply to the operation. */
  readonly inherited: readonly CompareRule[];
  readonly rules: readonly CompareRule[];
}

/** All rules but those for header fields. */
interface ConfiguredRules {
  readonly everywhere: readonly CompareRule[];
  /** Those of each route with its own `compare`, in the order of the config. */
  readonly byRoute: readonly RouteRules[];
}

export function configuredRules({
  compare,
  routes,
}: {
  readonly compare: CompareConfig;
  readonly routes: readonly RouteConfig[];
}): ConfiguredRules {
  const operations = operationEntries(routes);
  const rulesOf = (route: RouteConfig | undefined): readonly CompareRule[] =>
    route?.compare === undefined
      ? []
      : rulesIn(route.compare, `routes[${routes.indexOf(route)}].compare`);
  return {
    everywhere: rulesIn(compare, 'compare'),
    byRoute: routes.flatMap((route) => {
      const { match, compare: own } = route;
      if (own === undefined) return [];
      const of = operations.get(match)?.of;
      const lexical = own.lexical ?? of?.compare?.lexical;
      return [{ route: match, lexical, inherited: rulesOf(of), rules: rulesOf(route) }];
    }),
  };
}

function rulesIn(lists: Pick<CompareConfig | RouteCompareConfig, RuleKind>, place: string) {
  return ruleKinds.flatMap((kind) =>
    lists[kind].map(
      (terms, index) =>
        ({
          name: `${place}.${kind}[${index}]`,
          kind,
          path: pathOf(terms as string | { readonly path?: string }),
          terms,
        }) as CompareRule,
    ),
  );
}

function pathOf(terms: string | { readonly path?: string }): string | null {
  return typeof terms === 'string' ? terms : (terms.path ?? null);
}
