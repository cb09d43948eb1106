import type { WalkRules } from '../rules/effects.ts';
import type { RuleState } from '../rules/rule-state.ts';
import { areAlike, type Container, ownValue } from '../../vocabulary/own-value.ts';
import { countSame } from '../same-json.ts';

const depthMax = 500;

/**
 * Whether two values are certainly equal under the rules. False may also mean that only a walk can decide: in
 * documents that are nested too deeply, and in arrays that rules align.
 *
 * @param state how far the rules have matched at the values; null if none can match
 */
export function isSameUnder(
  rules: WalkRules | null,
  primary: unknown,
  candidate: unknown,
  state: RuleState | null,
  depth: number = depthMax,
): boolean {
  if (primary === candidate) return true;
  if (rules === null || state === null) return countSame(primary, candidate) !== null;
  if (state.matched && isRuledOut(rules, primary, candidate, state)) return true;
  if (depth === 0 || !areAlike(primary, candidate)) return false;
  const [left, right] = [primary as Container, candidate as Container];
  return Array.isArray(left)
    ? isSameArray(rules, left, right as unknown as readonly unknown[], state, depth - 1)
    : isSameObject(rules, left, right, state, depth - 1);
}

function isRuledOut(
  rules: WalkRules,
  primary: unknown,
  candidate: unknown,
  state: RuleState,
): boolean {
  const effects = rules.effectsOf(state);
  return effects.ignoredBy.length > 0 || effects.settle(primary, candidate, rules.cost) !== null;
}

function isSameArray(
  rules: WalkRules,
  primary: readonly unknown[],
  candidate: readonly unknown[],
  state: RuleState,
  depth: number,
): boolean {
  if (primary.length !== candidate.length) return false;
  return primary.every((left, i) => isSameUnder(rules, left, candidate[i], state.child(i), depth));
}

function isSameObject(
  rules: WalkRules,
  primary: Container,
  candidate: Container,
  state: RuleState,
  depth: number,
): boolean {
  for (const key in primary) {
    const right = ownValue(candidate, key);
    const inner = state.child(key);
    if (right === undefined && inner === null) return false;
    if (!isSameUnder(rules, primary[key], right, inner, depth)) return false;
  }
  for (const key in candidate) {
    if (ownValue(primary, key) !== undefined) continue;
    const inner = state.child(key);
    if (inner?.matched !== true || !isRuledOut(rules, undefined, candidate[key], inner)) {
      return false;
    }
  }
  return true;
}
