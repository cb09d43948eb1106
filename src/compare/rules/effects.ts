import { matchesWhole, type Pattern } from '../../config/pattern.ts';
import type { Cost } from '../../vocabulary/walk-budget.ts';
import { exactNumberText } from '../../vocabulary/exact-number.ts';
import type { RuleState } from './rule-state.ts';
import type { Tolerance } from './tolerance.ts';

/** The effect of a rule on the values that its path selects. */
export type Effect =
  | { readonly kind: 'ignore'; readonly pattern: Pattern | null }
  | { readonly kind: 'unordered' }
  | { readonly kind: 'by'; readonly key: string }
  | { readonly kind: 'tolerance'; readonly tolerance: Tolerance }
  | { readonly kind: 'equate'; readonly isEquated: (value: unknown) => boolean }
  | { readonly kind: 'transform'; readonly apply: (value: unknown) => unknown };

/** The combined effect of all rules that match one path. Rules are identified by their numbers. */
export interface Effects {
  /** Rules that exclude everything at and below the path. */
  readonly ignoredBy: readonly number[];
  /** For arrays whose order does not matter; null if it does. */
  readonly unordered: number | null;
  /** For arrays whose elements are matched by a member; null for others. */
  readonly by: { readonly rule: number; readonly key: string } | null;
  /**
   * The rules under which two values, undefined for a missing one, are equal; null if they are not.
   *
   * @param cost the budget for patterns; beyond its bound none matches
   */
  settle(primary: unknown, candidate: unknown, cost: Cost): readonly number[] | null;
  /**
   * The value to use in place of another one when array elements are looked up: equal for values that are
   * equal under the rules, {@link nothing} for excluded ones.
   *
   * @param tolerant whether all values that a tolerance applies to count as equal
   */
  standIn(value: unknown, tolerant: boolean, cost: Cost): unknown;
}

export const nothing = Symbol('nothing');

type Numbered<K extends Effect['kind']> = Extract<Effect, { kind: K }> & { readonly rule: number };

/** The rules for a walk through two documents. */
export interface WalkRules {
  readonly root: RuleState;
  effectsOf(state: RuleState): Effects;
  /** The cost of filters and patterns in these two documents. */
  readonly cost: Cost;
  /** Why filters and patterns are no longer evaluated; null while they are. */
  exceeded(): string | null;
}

/** @param accepted numbers of rules, in the order of the config */
export function combineEffects(rules: readonly Effect[], accepted: readonly number[]): Effects {
  const all = accepted.flatMap((rule) => {
    const effect = rules[rule];
    return effect === undefined ? [] : [{ ...effect, rule }];
  });
  const of = <K extends Effect['kind']>(kind: K): readonly Numbered<K>[] =>
    all.filter((effect): effect is Numbered<K> => effect.kind === kind);
  const [patterns, transforms, equates, tolerances] = [
    of('ignore').filter(({ pattern }) => pattern !== null),
    of('transform'),
    of('equate'),
    of('tolerance'),
  ];
  const by = of('by').at(-1);

  function transformed(value: unknown): unknown {
    return transforms.reduce((form, { apply }) => apply(form), value);
  }

  return {
    ignoredBy: of('ignore')
      .filter(({ pattern }) => pattern === null)
      .map(({ rule }) => rule),
    unordered: of('unordered')[0]?.rule ?? null,
    by: by === undefined ? null : { rule: by.rule, key: by.key },
    settle(primary, candidate, cost) {
      const pattern = patterns.find(
        (one) => matches(one, primary, cost) && matches(one, candidate, cost),
      );
      if (pattern !== undefined) return [pattern.rule];
      const [left, right] = [transformed(primary), transformed(candidate)];
      const changed = left === primary && right === candidate ? [] : rulesOf(transforms);
      if (left === right && left !== undefined) return changed;
      const equate = equates.find(({ isEquated }) => isEquated(left) && isEquated(right));
      if (equate !== undefined) return [...changed, equate.rule];
      const within = tolerances.find(({ tolerance }) => tolerance.isWithin(left, right));
      return within === undefined ? null : [...changed, within.rule];
    },
    standIn(value, tolerant, cost) {
      const pattern = patterns.find((one) => matches(one, value, cost));
      if (pattern !== undefined) return pattern;
      const form = transformed(value);
      const equate = equates.find(({ isEquated }) => isEquated(form));
      if (equate !== undefined) return equate.isEquated(undefined) ? nothing : equate;
      const near = tolerances.find(({ tolerance }) => tolerance.concerns(form));
      return tolerant && near !== undefined ? near : form;
    },
  };
}

function matches({ pattern }: Numbered<'ignore'>, value: unknown, cost: Cost): boolean {
  if (pattern === null) return false;
  if (typeof value === 'number') return matchesWhole(pattern, String(value), cost);
  return typeof value === 'string' && matchesWhole(pattern, exactNumberText(value) ?? value, cost);
}

function rulesOf(numbered: readonly { readonly rule: number }[]): readonly number[] {
  return numbered.map(({ rule }) => rule);
}
