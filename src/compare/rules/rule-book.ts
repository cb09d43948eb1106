import type { CompareConfig } from '../../config/compare-schema.ts';
import { type CompareRule, configuredRules } from '../../config/compare-rules.ts';
import type { RouteConfig } from '../../config/schema.ts';
import { compilePattern } from '../../config/pattern.ts';
import type { Difference } from '../../vocabulary/difference.ts';
import { combineEffects, type Effect, type Effects, type WalkRules } from './effects.ts';
import { createEquated } from './equate.ts';
import { compilePathSet, type FollowedPaths } from './path-set.ts';
import type { RuleState } from './rule-state.ts';
import { createTolerance } from './tolerance.ts';
import { transforms } from './transform.ts';

/** What is told of the use that is made of rules. */
export interface RuleUse {
  /** Rules are about to be followed in a comparison of two bodies. */
  compared(): void;
  /** A rule is why what is described does not count. May be told of the same place again. */
  explained(rule: CompareRule, describe: () => Difference): void;
}

/** For comparisons of which nobody asks what the rules did. */
export const unwatched: RuleUse = { compared() {}, explained() {} };

/** How the bodies of one route are compared. Rules are called by their numbers. */
export interface JsonRules {
  /** Numbers are told apart by how they are written. */
  readonly lexical: boolean;
  /** Rules by which the bodies do not count, whatever they are: the path `$` is ignored. */
  readonly bodyIgnoredBy: readonly number[];
  /** Null when there are none. */
  readonly byPath: WalkRules | null;
  /** All rules, for those that look at the documents; null when `byPath` is all. */
  readonly forDocuments: ((primary: unknown, candidate: unknown) => WalkRules | null) | null;
  readonly compared: () => void;
  readonly explained: (rule: number, describe: () => Difference) => void;
}

export interface RuleBook {
  /** For routes that have no rules of their own. */
  readonly common: JsonRules;
  /** @param route as the config calls it in `match` */
  forRoute(route: string): JsonRules;
}

/**
 * Compiles the rules for bodies: those of `compare` hold for all routes, and those of a route on
 * top of them.
 *
 * @throws the library's error when a path or a pattern in the config is none
 */
export function createRuleBook(
  config: { readonly compare: CompareConfig; readonly routes: readonly RouteConfig[] },
  use: RuleUse,
): RuleBook {
  const { everywhere, byRoute } = configuredRules(config);
  const common = compileRules(everywhere, config.compare.lexical, use);
  const books = new Map<string, JsonRules>();
  for (const { route, rules, lexical = config.compare.lexical } of byRoute) {
    books.set(route, compileRules([...everywhere, ...rules], lexical, use));
  }
  return { common, forRoute: (route) => books.get(route) ?? common };
}

function compileRules(rules: readonly CompareRule[], lexical: boolean, use: RuleUse): JsonRules {
  const effects = rules.map(effectOf);
  const combined = new WeakMap<readonly number[], Effects>();
  const { byPath, forDocuments } = compilePathSet(rules.map(({ path }) => path));

  function effectsOf({ accepted }: RuleState): Effects {
    const known = combined.get(accepted);
    if (known !== undefined) return known;
    const found = combineEffects(effects, accepted);
    combined.set(accepted, found);
    return found;
  }

  const following = ({ root, exceeded }: FollowedPaths): WalkRules | null =>
    root === null ? null : { root, effectsOf, exceeded };
  return {
    lexical,
    bodyIgnoredBy: byPath?.matched === true ? effectsOf(byPath).ignoredBy : [],
    byPath: following({ root: byPath, exceeded: () => null }),
    forDocuments:
      forDocuments && ((primary, candidate) => following(forDocuments(primary, candidate))),
    compared: () => use.compared(),
    explained(number, describe) {
      const rule = rules[number];
      if (rule !== undefined) use.explained(rule, describe);
    },
  };
}

function effectOf({ kind, terms }: CompareRule): Effect {
  switch (kind) {
    case 'ignore': {
      const { pattern } = terms;
      return { kind, pattern: pattern === undefined ? null : compilePattern(pattern) };
    }
    case 'unordered':
      return { kind };
    case 'by':
      return { kind, key: terms.key };
    case 'tolerance':
      return { kind, tolerance: createTolerance(terms) };
    case 'equate':
      return { kind, isEquated: createEquated(terms) };
    case 'transform':
      return { kind, apply: transforms[terms.as] };
  }
}
