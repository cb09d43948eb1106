import type { DifferenceKind } from '../../vocabulary/difference.ts';
import type { WalkRules } from '../rules/effects.ts';
import type { RuleState, Step } from '../rules/rule-state.ts';
import { alignArrays, type AlignContext } from './align/align-arrays.ts';
import { alignAsSets, alignByKey } from './align/align-by-rule.ts';
import { isDisplacing, type Pairing } from './align/pairing.ts';
import { differenceKind } from './difference-kind.ts';
import { areAlike, type Container } from '../../vocabulary/own-value.ts';
import { createWalkBudget, type WalkLimits, walkLimits } from '../../vocabulary/walk-budget.ts';
import {
  createFrame,
  followPairing,
  type Frame,
  isInserted,
  openFrame,
  toNextChild,
} from './walk-frame.ts';

/** One of the smallest subtrees in which two documents differ. */
export interface Found {
  readonly kind: DifferenceKind;
  /** In primary's document; if primary has nothing there, in the candidate's. */
  readonly path: readonly Step[];
  /** The same path in the candidate's document, whose elements may have other indexes. */
  readonly candidatePath: readonly Step[];
  /** Undefined if primary has nothing. */
  readonly primary: unknown;
  /** Undefined if the candidate has nothing. */
  readonly candidate: unknown;
}

export interface WalkVisitor {
  /** @returns false to end the walk */
  differ(found: Found): boolean;
  /** A limit was reached: the value at this path, and everything below, has not been compared. */
  uncompared(path: readonly Step[], reason: string): void;
  /**
   * Rules exclude a difference that would otherwise count. Called more than once for a path, and also for
   * differences that disappear once arrays are aligned.
   */
  ruledOut?(rules: readonly number[], describe: () => Found): void;
  /** Called with the pairing of the elements of two arrays. */
  aligned?(path: readonly Step[], pairing: Pairing): void;
}

/**
 * Walks two parsed JSON documents side by side, without recursion, in primary's order. Object keys are
 * matched by name in any order. Array elements are matched by position until one differs. Only then, from the
 * outermost array inwards, the walk checks whether elements were inserted, removed or reordered, so equal
 * documents do not pay for it.
 */
export function walkJson(
  primary: unknown,
  candidate: unknown,
  rules: WalkRules | null,
  visitor: WalkVisitor,
  limits: WalkLimits = walkLimits,
): void {
  const budget = createWalkBudget(limits);
  const frames: Frame[] = [];
  let depth = 0;
  /** The number of outermost frames whose elements will not be paired again. */
  let settled = 0;

  const pathTo = (end: number): Step[] => frames.slice(0, end).map((frame) => frame.step);
  const candidatePathTo = (end: number): Step[] =>
    frames.slice(0, end).map((frame) => frame.candidateStep);
  const contextOf = ({ rules: state }: Frame): AlignContext => ({
    rules,
    state,
    spend: budget.spend,
  });

  /** The difference at which the top frame stopped. */
  function foundHere(frame: Frame): Found {
    const { left, right } = frame;
    return {
      kind: isInserted(frame) ? 'inserted' : differenceKind(left, right),
      path: pathTo(depth),
      candidatePath: candidatePathTo(depth),
      primary: left,
      candidate: right,
    };
  }

  function foundOrder({ primary, candidate, pairing }: Frame, outer: number): Found {
    const order = pairing?.order;
    const path = pathTo(outer);
    const candidatePath = candidatePathTo(outer);
    if (order?.kind !== 'moved') {
      return { kind: 'reordered', path, candidatePath, primary, candidate };
    }
    return {
      kind: 'moved',
      path: [...path, order.from],
      candidatePath: [...candidatePath, order.to],
      primary: primary[order.from],
      candidate: candidate[order.to],
    };
  }

  function isRuledOut(
    state: RuleState | null,
    left: unknown,
    right: unknown,
    describe: () => Found,
  ): boolean {
    if (rules === null || state?.matched !== true) return false;
    const effects = rules.effectsOf(state);
    const by =
      effects.ignoredBy.length > 0 ? effects.ignoredBy : effects.settle(left, right, rules.cost);
    if (by === null) return false;
    visitor.ruledOut?.(by, describe);
    return true;
  }

  function enter(left: Container, right: Container, state: RuleState | null): void {
    const frame = (frames[depth] ??= createFrame());
    openFrame(frame, left, right, state);
    depth += 1;
    if (frame.keys === null && state?.matched === true) alignByRule(frame);
  }

  function alignByRule(frame: Frame): void {
    const effects = rules === null || frame.rules === null ? null : rules.effectsOf(frame.rules);
    if (effects === null || (effects.by === null && effects.unordered === null)) return;
    const [left, right] = [frame.primary, frame.candidate] as unknown as [unknown[], unknown[]];
    const orderCounts = effects.unordered === null;
    const pairing =
      effects.by === null
        ? alignAsSets(left, right, contextOf(frame))
        : alignByKey(left, right, effects.by.key, orderCounts, contextOf(frame));
    followPairing(frame, pairing, 0);
    visitor.aligned?.(pathTo(depth - 1), pairing);
    if (!isDisplacing(pairing)) return;
    const used = [effects.unordered, effects.by?.rule ?? null].filter((rule) => rule !== null);
    const outer = depth - 1;
    visitor.ruledOut?.(used, () => foundOrder({ ...frame, pairing: null }, outer));
  }

  /**
   * Fixes the pairing of all arrays around a difference.
   *
   * @returns false if there is no difference at this path after all, and the walk goes on
   */
  function settle(): boolean {
    for (; settled < depth; settled += 1) {
      const frame = frames[settled] as Frame;
      if (frame.keys !== null || frame.pairing !== null) continue;
      const at = Number(frame.step);
      const [left, right] = [frame.primary, frame.candidate] as unknown as [unknown[], unknown[]];
      const pairing = alignArrays(left, right, at, contextOf(frame));
      const staysHere = pairing.from[0] === at && pairing.to[0] === at;
      followPairing(frame, pairing, staysHere ? 1 : 0);
      visitor.aligned?.(pathTo(settled), pairing);
      if (staysHere) continue;
      depth = settled + 1;
      settled = depth;
      return false;
    }
    return true;
  }

  const foundAtRoot = (): Found => ({
    kind: differenceKind(primary, candidate),
    path: [],
    candidatePath: [],
    primary,
    candidate,
  });
  const root = rules?.root ?? null;
  if (primary === candidate || isRuledOut(root, primary, candidate, foundAtRoot)) return;
  if (!areAlike(primary, candidate)) {
    visitor.differ(foundAtRoot());
    return;
  }
  enter(primary as Container, candidate as Container, root);
  while (depth > 0) {
    const frame = frames[depth - 1] as Frame;
    const hasChild = !frame.ordersDiffer && toNextChild(frame);
    budget.spend(frame.looked);
    frame.looked = 0;
    if (!hasChild && !frame.ordersDiffer) {
      depth -= 1;
      settled = Math.min(settled, depth);
      continue;
    }
    const exceeded = budget.exceeded() ?? rules?.exceeded() ?? null;
    if (exceeded !== null) {
      visitor.uncompared(pathTo(hasChild ? depth : depth - 1), exceeded);
      return;
    }
    if (!hasChild) {
      if (!settle()) continue;
      frame.ordersDiffer = false;
      if (!visitor.differ(foundOrder(frame, depth - 1))) return;
      continue;
    }
    const { left, right, inner } = frame;
    if (isRuledOut(inner, left, right, () => foundHere(frame))) continue;
    if (!areAlike(left, right)) {
      if (settle() && !visitor.differ(foundHere(frame))) return;
    } else if (depth >= limits.depthMax) {
      visitor.uncompared(pathTo(depth), `nested deeper than ${limits.depthMax}`);
    } else {
      enter(left as Container, right as Container, inner);
    }
  }
}
