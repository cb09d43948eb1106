import type { CompareConfig, RouteCompareConfig } from '../../config/compare-schema.ts';
import type { RouteConfig } from '../../config/schema.ts';
import type { Difference } from '../../vocabulary/difference.ts';
import { compileValuePattern } from '../../config/value-pattern.ts';
import { combineEffects, type Effect, type Effects, type WalkRules } from './effects.ts';
import { createEquated } from './equate.ts';
import { compilePathSet } from './path-set.ts';
import type { RuleState } from './rule-state.ts';
import { createTolerance } from './tolerance.ts';
import { transforms } from './transform.ts';

/** One rule for JSON bodies, as the config has it. */
interface Rule {
  /** Where it stands: `compare`, or the route it is for. */
  readonly scope: string;
  readonly kind: Effect['kind'];
  readonly path: string;
}

/** What is told of the use that is made of rules. */
export interface RuleUse {
  /** These rules are about to be followed in a comparison of two JSON bodies. */
  compared(rules: readonly Rule[]): void;
  /** A rule is why what is described does not count. */
  explained(rule: Rule, describe: () => Difference): void;
}

/** For comparisons of which nobody asks what the rules did. */
export const unwatched: RuleUse = { compared() {}, explained() {} };

/** How the JSON bodies of one route are compared. */
export interface JsonRules {
  /** Numbers are told apart by how they are written. */
  readonly lexical: boolean;
  /** The path `$` is ignored: whatever the bodies are, they do not count. */
  readonly ignoresAll: boolean;
  /** Null when there are none. */
  readonly byPath: WalkRules | null;
  /** All rules, for those that look at the documents; null when `byPath` is all. */
  readonly forDocuments: ((primary: unknown, candidate: unknown) => WalkRules | null) | null;
  readonly compared: () => void;
  readonly explained: (rule: number, describe: () => Difference) => void;
}

export interface RuleBook {
  readonly rules: readonly Rule[];
  /** For routes that have no rules of their own. */
  readonly common: JsonRules;
  /** @param route as the config calls it in `match` */
  forRoute(route: string): JsonRules;
}

type NumberedRule = Rule & { readonly effect: Effect };

/**
 * Compiles the rules for JSON bodies: those of `compare` hold for all routes, and those of a route
 * on top of them.
 *
 * @throws the library's error when a path or a pattern in the config is none
 */
export function createRuleBook(
  { compare, routes }: { readonly compare: CompareConfig; readonly routes: readonly RouteConfig[] },
  use: RuleUse,
): RuleBook {
  const everywhere = rulesOf(compare, 'compare');
  const all = [...everywhere];
  const common = compileRules(everywhere, compare.lexical, use);
  const byRoute = new Map<string, JsonRules>();
  for (const { match, compare: own } of routes) {
    if (own === undefined || byRoute.has(match)) continue;
    const added = rulesOf(own, match);
    all.push(...added);
    const lexical = own.lexical ?? compare.lexical;
    byRoute.set(match, compileRules([...everywhere, ...added], lexical, use));
  }
  return { rules: all, common, forRoute: (route) => byRoute.get(route) ?? common };
}

function compileRules(rules: readonly NumberedRule[], lexical: boolean, use: RuleUse): JsonRules {
  const effects = rules.map(({ effect }) => effect);
  const combined = new WeakMap<readonly number[], Effects>();
  const { byPath, forDocuments } = compilePathSet(rules.map(({ path }) => path));

  function effectsOf({ accepted }: RuleState): Effects {
    const known = combined.get(accepted);
    if (known !== undefined) return known;
    const found = combineEffects(effects, accepted);
    combined.set(accepted, found);
    return found;
  }

  const following = (root: RuleState | null): WalkRules | null =>
    root === null ? null : { root, effectsOf };
  return {
    lexical,
    ignoresAll: byPath?.matched === true && effectsOf(byPath).ignoredBy.length > 0,
    byPath: following(byPath),
    forDocuments:
      forDocuments && ((primary, candidate) => following(forDocuments(primary, candidate))),
    compared: () => use.compared(rules),
    explained(number, describe) {
      const rule = rules[number];
      if (rule !== undefined) use.explained(rule, describe);
    },
  };
}

type RuleLists = Pick<
  CompareConfig | RouteCompareConfig,
  'ignore' | 'unordered' | 'by' | 'tolerance' | 'equate' | 'transform'
>;

function rulesOf(lists: RuleLists, scope: string): NumberedRule[] {
  const rule = (path: string, effect: Effect): NumberedRule => ({
    scope,
    kind: effect.kind,
    path,
    effect,
  });
  return [
    ...lists.ignore.map(({ path, pattern }) =>
      rule(path, {
        kind: 'ignore',
        pattern: pattern === undefined ? null : compileValuePattern(pattern),
      }),
    ),
    ...lists.unordered.map((path) => rule(path, { kind: 'unordered' })),
    ...lists.by.map(({ path, key }) => rule(path, { kind: 'by', key })),
    ...lists.tolerance.map((one) =>
      rule(one.path, { kind: 'tolerance', tolerance: createTolerance(one) }),
    ),
    ...lists.equate.map((one) => rule(one.path, { kind: 'equate', isEquated: createEquated(one) })),
    ...lists.transform.map((one) =>
      rule(one.path, { kind: 'transform', apply: transforms[one.as] }),
    ),
  ];
}
