import type { CompareConfig } from '../../config/compare-schema.ts';
import { type CompareRule, configuredRules } from '../../config/compare-rules.ts';
import type { RouteConfig } from '../../config/schema.ts';
import { compilePattern } from '../../config/pattern.ts';
import { createReshaper, type Reshaper } from '../../config/reshape.ts';
import type { Reshaping } from '../../config/reshape-document.ts';
import type { Difference } from '../../vocabulary/difference.ts';
import { createWalkBudget, noCost, walkLimits } from '../../vocabulary/walk-budget.ts';
import { combineEffects, type Effect, type Effects, type WalkRules } from './effects.ts';
import { createEquated } from './equate.ts';
import { compilePathSet } from './path-set.ts';
import type { RuleState } from './rule-state.ts';
import { createTolerance } from './tolerance.ts';
import { createTransform } from './transform.ts';

/** Called when rules are used. */
export interface RuleUse {
  /** Rules are about to be applied to two bodies. */
  compared(): void;
  /** A rule explains the described difference. May be called again for the same path. */
  explained(rule: CompareRule, describe: () => Difference): void;
}

/** For comparisons that do not count the use of rules. */
export const unwatched: RuleUse = { compared() {}, explained() {} };

/** Rules that give two documents one shape before they are compared. */
interface ShapeRules {
  readonly reshaper: Reshaper;
  /** By the numbers that the reshaper gives them. */
  readonly reshapings: readonly Reshaping[];
  readonly explained: (rule: number, describe: () => Difference) => void;
}

/** How the answers of one route are compared. Rules are identified by their numbers. */
export interface JsonRules {
  /** Numbers differ if they are written differently. */
  readonly lexical: boolean;
  /** Rules that exclude whole bodies of any format: they ignore the path `$`. */
  readonly bodyIgnoredBy: readonly number[];
  /** Null if there are none. Patterns run without a bound here. */
  readonly byPath: WalkRules | null;
  /** All rules, with a bound on the cost of those that depend on the documents; null if `byPath` has all. */
  readonly forDocuments: ((primary: unknown, candidate: unknown) => WalkRules | null) | null;
  readonly compared: () => void;
  readonly explained: (rule: number, describe: () => Difference) => void;
  /** Null if there are none. */
  readonly shape: ShapeRules | null;
  /** Whether a rule accepts the candidate's status although primary's is different. Counts the use. */
  readonly acceptsStatus: (
    primary: number,
    candidate: number,
    describe: () => Difference,
  ) => boolean;
}

export interface RuleBook {
  /** For routes without rules of their own. */
  readonly common: JsonRules;
  /** @param route the route's `match` in the config */
  forRoute(route: string): JsonRules;
}

/**
 * Compiles the rules for bodies: those of `compare` apply to all routes, those of a route in addition, and
 * those of an operation in addition to both.
 *
 * @throws the library's error if a path or a pattern in the config is invalid
 */
export function createRuleBook(
  config: { readonly compare: CompareConfig; readonly routes: readonly RouteConfig[] },
  use: RuleUse,
): RuleBook {
  const { everywhere, byRoute } = configuredRules(config);
  const common = compileRules(everywhere, config.compare.lexical, use);
  const books = new Map<string, JsonRules>();
  for (const { route, inherited, rules, lexical = config.compare.lexical } of byRoute) {
    books.set(route, compileRules([...everywhere, ...inherited, ...rules], lexical, use));
  }
  return { common, forRoute: (route) => books.get(route) ?? common };
}

function compileRules(all: readonly CompareRule[], lexical: boolean, use: RuleUse): JsonRules {
  const placed = all.flatMap((rule) => {
    const effect = effectOf(rule);
    return effect === null || rule.path === null ? [] : [{ rule, effect, path: rule.path }];
  });
  const effects = placed.map(({ effect }) => effect);
  const combined = new WeakMap<readonly number[], Effects>();
  const { byPath, forDocuments } = compilePathSet(placed.map(({ path }) => path));

  function effectsOf({ accepted }: RuleState): Effects {
    const known = combined.get(accepted);
    if (known !== undefined) return known;
    const found = combineEffects(effects, accepted);
    combined.set(accepted, found);
    return found;
  }

  const looksAtDocuments = forDocuments !== null || effects.some(hasPattern);

  function followed(primary: unknown, candidate: unknown): WalkRules | null {
    const cost = createWalkBudget(walkLimits);
    const root = forDocuments === null ? byPath : forDocuments(primary, candidate, cost);
    return root === null ? null : { root, effectsOf, cost, exceeded: cost.exceeded };
  }

  return {
    lexical,
    bodyIgnoredBy: byPath?.matched === true ? effectsOf(byPath).ignoredBy : [],
    byPath: byPath && { root: byPath, effectsOf, cost: noCost, exceeded: () => null },
    forDocuments: looksAtDocuments ? followed : null,
    compared: () => use.compared(),
    explained(number, describe) {
      const { rule } = placed[number] ?? {};
      if (rule !== undefined) use.explained(rule, describe);
    },
    shape: compileShape(all, use),
    acceptsStatus(primary, candidate, describe) {
      const rule = all.find(
        ({ kind, terms }) =>
          kind === 'status' && terms.primary === primary && terms.candidate === candidate,
      );
      if (rule === undefined) return false;
      use.compared();
      use.explained(rule, describe);
      return true;
    },
  };
}

function compileShape(all: readonly CompareRule[], use: RuleUse): ShapeRules | null {
  const shaping = all.flatMap((rule) => {
    const reshaping = reshapingOf(rule);
    return reshaping === null ? [] : [{ rule, reshaping }];
  });
  const reshapings = shaping.map(({ reshaping }) => reshaping);
  const reshaper = createReshaper(reshapings);
  if (reshaper === null) return null;
  return {
    reshaper,
    reshapings,
    explained(number, describe) {
      const { rule } = shaping[number] ?? {};
      if (rule !== undefined) use.explained(rule, describe);
    },
  };
}

function reshapingOf({ kind, path, terms }: CompareRule): Reshaping | null {
  if (kind === 'rename') return { kind, path, from: terms.from, to: terms.to };
  return kind === 'transform' && terms.as === 'json' ? { kind: 'json', path } : null;
}

function hasPattern(effect: Effect): boolean {
  return effect.kind === 'ignore' && effect.pattern !== null;
}

/** Null for a rule that the walk does not apply. */
function effectOf({ kind, terms }: CompareRule): Effect | null {
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
      return terms.as === 'json' ? null : { kind, apply: createTransform(terms) };
    case 'rename':
    case 'status':
      return null;
  }
}
