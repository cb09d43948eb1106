import type { MadeThing } from '../../vocabulary/excuses.ts';
import { isInOrderOf, judgeOrder, type OrderedElement } from './made-order.ts';
import type { MarkNode } from './mark-tree.ts';
import { numberingMembers } from './numbering-members.ts';
import { withMembers } from './own-member.ts';
import { isObject, nodeName, nodeOf } from './own-things.ts';
import type { ElementPair } from './pair-elements.ts';
import type { ListSpot, Reduction } from './reduction.ts';

/** The candidate's indexes, in primary's order if a race explains the candidate's order. */
export function inPrimaryOrder(
  reduction: Reduction,
  spot: ListSpot,
  pairs: readonly ElementPair[],
  kept: readonly number[],
): readonly number[] {
  const { rules } = reduction;
  const { primary, candidate, primaryMarks, candidateMarks, rules: state } = spot;
  const orderCounts =
    rules === null || state?.matched !== true || rules.effectsOf(state).unordered === null;
  if (!orderCounts) return kept;
  const ordered = (name: 'made' | 'changed'): readonly OrderedElement[] =>
    pairs.map(([at, candidateAt]) => {
      const made = timeAt(primaryMarks, primary, at, name);
      const isSame = made === timeAt(candidateMarks, candidate, candidateAt, name);
      return { candidateAt, made: isSame ? made : null };
    });
  const isRaced = judgeOrder(ordered('made')) === 'raced' || isFeedInOtherOrder(spot, ordered);
  if (!isRaced) return kept;
  reduction.reordered = true;
  const paired = pairs.map(([, there]) => there);
  const isPaired = new Set(paired);
  return [...paired, ...kept.filter((index) => !isPaired.has(index))];
}

/**
 * Whether a list numbers the last changes of things, and only things that were last written at the same time
 * are in another order.
 */
function isFeedInOtherOrder(
  { primary, candidate }: ListSpot,
  ordered: (name: 'changed') => readonly OrderedElement[],
): boolean {
  const elements = ordered('changed');
  if (judgeOrder(elements) !== 'raced') return false;
  const theirs = elements.toSorted((a, b) => a.candidateAt - b.candidateAt);
  const areInOrder = [elements, theirs].every((one) => isInOrderOf(one.map(({ made }) => made)));
  return areInOrder && numberingMembers(primary, candidate).size > 0;
}

/** When the thing of an element was made, or last written. */
function timeAt(
  marks: MarkNode | null,
  elements: readonly unknown[],
  index: number,
  name: 'made' | 'changed',
): MadeThing | null {
  const own = marks?.children.get(index);
  if (own === undefined || own[name] !== null || nodeOf(elements[index]) === null) {
    return own?.[name] ?? null;
  }
  return own.children.get(nodeName)?.[name] ?? null;
}

/** Removes the position numbers from elements at different positions on the two sides. */
export function withoutPositionNumbers(
  { primary, candidate }: ListSpot,
  pairs: readonly ElementPair[],
  ours: Map<number, unknown>,
  theirs: Map<number, unknown>,
): void {
  const names = numberingMembers(primary, candidate);
  if (names.size === 0) return;
  const without = (element: unknown): unknown =>
    isObject(element) ? withMembers(element, names, new Map()) : element;
  for (const [at, there] of pairs) {
    if (at === there) continue;
    ours.set(at, without(ours.get(at) ?? primary[at]));
    theirs.set(there, without(theirs.get(there) ?? candidate[there]));
  }
}
