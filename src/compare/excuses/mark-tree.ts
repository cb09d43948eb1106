import type { JsonPath, MadeThing, MarkedThing, PairExcuses } from '../../vocabulary/excuses.ts';
import type { Step } from '../rules/rule-state.ts';

/** What the excuses of a pair say about one path in one document, and the paths below it. */
export interface MarkNode {
  readonly things: MarkedThing[];
  /** When the element was made; null if unknown, or if this is not an element. */
  made: MadeThing | null;
  /** When the element was last written; null in the same cases. */
  changed: MadeThing | null;
  /** The index of the same element in the other document; null if no excuse shows it. */
  partner: number | null;
  readonly children: Map<Step, MarkNode>;
}

/** The paths that excuses name, in each document. */
export interface MarkTrees {
  readonly primary: MarkNode;
  readonly candidate: MarkNode;
}

/** Limits recursion: anything at a longer path stays unexplained. */
const stepsMax = 200;

/**
 * Arranges the excuses of a pair by path, so that a walk finds each where it applies.
 *
 * @param moved things that are in different lists, so that their paths pair no elements
 */
export function buildMarkTrees(
  { things, made, changed }: PairExcuses,
  moved: ReadonlySet<MarkedThing>,
): MarkTrees {
  const trees = { primary: createNode(), candidate: createNode() };
  for (const thing of things) {
    const { primaryPath, candidatePath } = thing;
    nodeAt(trees.primary, primaryPath)?.things.push(thing);
    nodeAt(trees.candidate, candidatePath)?.things.push(thing);
    if (!moved.has(thing)) addPartners(trees, primaryPath, candidatePath);
  }
  for (const one of made) {
    const primary = nodeAt(trees.primary, one.primaryPath);
    const candidate = nodeAt(trees.candidate, one.candidatePath);
    if (primary !== null) primary.made ??= one;
    if (candidate !== null) candidate.made ??= one;
    addPartners(trees, one.primaryPath, one.candidatePath);
  }
  for (const one of changed) {
    const primary = nodeAt(trees.primary, one.primaryPath);
    const candidate = nodeAt(trees.candidate, one.candidatePath);
    if (primary !== null) primary.changed ??= one;
    if (candidate !== null) candidate.changed ??= one;
    addPartners(trees, one.primaryPath, one.candidatePath);
  }
  return trees;
}

function createNode(): MarkNode {
  return { things: [], made: null, changed: null, partner: null, children: new Map() };
}

function nodeAt(root: MarkNode, path: JsonPath | null): MarkNode | null {
  if (path === null || path.length > stepsMax) return null;
  let node = root;
  for (const step of path) {
    let child = node.children.get(step);
    if (child === undefined) {
      child = createNode();
      node.children.set(step, child);
    }
    node = child;
  }
  return node;
}

/** Two paths to one thing pass through elements that belong together. */
function addPartners(trees: MarkTrees, primary: JsonPath | null, candidate: JsonPath | null): void {
  if (primary === null || primary.length !== candidate?.length) return;
  if (primary.length > stepsMax) return;
  let [left, right]: (MarkNode | undefined)[] = [trees.primary, trees.candidate];
  for (const [depth, ours] of primary.entries()) {
    const theirs = candidate[depth];
    left = left?.children.get(ours);
    right = right?.children.get(theirs ?? '');
    if (typeof ours !== 'number' || typeof theirs !== 'number') continue;
    if (left !== undefined) left.partner ??= theirs;
    if (right !== undefined) right.partner ??= ours;
  }
}
