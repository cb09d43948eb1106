import type { MarkedThing } from '../../vocabulary/excuses.ts';
import { type Container, memberAt } from '../../vocabulary/own-value.ts';
import type { MarkNode } from './mark-tree.ts';
import { missingInCandidate, missingInPrimary, missingThing } from './missing-thing.ts';
import { isNothing } from './own-member.ts';
import { isObject, nodeName, nodeOf } from './own-things.ts';
import type { Reduction } from './reduction.ts';

/** Two lists at one path, and the excuses for their elements. */
export interface Lists {
  readonly primary: readonly unknown[];
  readonly candidate: readonly unknown[];
  readonly primaryMarks: MarkNode | null;
  readonly candidateMarks: MarkNode | null;
}

/** An element that the other list lacks, as an excuse explains. */
interface Missing {
  readonly thing: MarkedThing;
  /** The index at which the other list has `null` in its place; null if it has nothing. */
  readonly placeholder: number | null;
}

type MissingByIndex = ReadonlyMap<number, Missing>;

/** The elements to be set aside, by index. */
export interface Aside {
  readonly primary: MissingByIndex;
  readonly candidate: MissingByIndex;
}

/** The elements that excuses would set aside. */
export function missingElements(
  { primary, candidate, primaryMarks, candidateMarks }: Lists,
  { original, moved }: Pick<Reduction, 'original' | 'moved'>,
): Aside {
  const isMoved = (marks: MarkNode): MarkedThing | undefined =>
    marks.things.find((thing) => moved.has(thing));
  return {
    primary: missingIn(
      primary,
      candidate,
      primaryMarks,
      candidateMarks,
      (marks, element) =>
        isMoved(marks) ?? missingThing(marks, element, missingInCandidate, original.candidate),
    ),
    candidate: missingIn(
      candidate,
      primary,
      candidateMarks,
      primaryMarks,
      (marks, element) =>
        isMoved(marks) ?? missingThing(marks, element, missingInPrimary, original.primary),
    ),
  };
}

function missingIn(
  elements: readonly unknown[],
  others: readonly unknown[],
  marks: MarkNode | null,
  otherMarks: MarkNode | null,
  missing: (marks: MarkNode, element: unknown) => MarkedThing | undefined,
): MissingByIndex {
  const found = new Map<number, Missing>();
  const steps = marks === null ? [] : [...marks.children];
  for (const [step, node] of steps) {
    if (typeof step !== 'number' || !Number.isInteger(step)) continue;
    if (step < 0 || step >= elements.length) continue;
    const partner = node.partner ?? step;
    const isPlaced = node.partner !== null || elements.length === others.length;
    const thing =
      missing(node, elements[step]) ??
      missingNode(node, elements[step], missing, (edge) =>
        others.some((other, at) => isWithoutNode(other, edge, isPlaced && at === partner)),
      );
    if (thing === undefined) continue;
    const isShown =
      node.partner === null
        ? elements.length === others.length
        : otherMarks?.children.get(partner)?.things.includes(thing) === true;
    const placeholder = isShown && others[partner] === null ? partner : null;
    found.set(step, { thing, placeholder });
  }
  return found;
}

/** An element that consists only of its `node` is missing if that is. */
function missingNode(
  marks: MarkNode,
  element: unknown,
  missing: (marks: MarkNode, element: unknown) => MarkedThing | undefined,
  standsWithoutNode: (edge: Container) => boolean,
): MarkedThing | undefined {
  const node = nodeOf(element);
  const nodeMarks = marks.children.get(nodeName);
  if (node === null || nodeMarks === undefined) return undefined;
  const thing = missing(nodeMarks, node);
  return thing === undefined || standsWithoutNode(element as Container) ? undefined : thing;
}

/** Whether an element of the other list is an edge with nothing in place of its `node`. */
function isWithoutNode(other: unknown, edge: Container, isInItsPlace: boolean): boolean {
  if (!isObject(other) || !isNothing(memberAt(other, nodeName))) return false;
  const isSame = (name: string): boolean => memberAt(other, name) === memberAt(edge, name);
  return isInItsPlace || Object.keys(edge).every((name) => name === nodeName || isSame(name));
}

/**
 * Leaves out elements that the other list shows all the same: of equal elements, no more are set aside than
 * the other list lacks.
 *
 * @param hashes of all elements of both lists
 */
export function withoutShown(
  { primary, candidate }: Aside,
  hashes: { readonly primary: Int32Array; readonly candidate: Int32Array },
): Aside {
  return {
    primary: onlyMissing(primary, hashes.primary, hashes.candidate),
    candidate: onlyMissing(candidate, hashes.candidate, hashes.primary),
  };
}

function onlyMissing(
  missing: MissingByIndex,
  hashes: Int32Array,
  others: Int32Array,
): MissingByIndex {
  if (missing.size === 0) return missing;
  const surplus = new Map<number, number>();
  for (const hash of hashes) surplus.set(hash, (surplus.get(hash) ?? 0) + 1);
  for (const hash of others) surplus.set(hash, (surplus.get(hash) ?? 0) - 1);
  const kept = new Map<number, Missing>();
  for (const [index, one] of missing) {
    const hash = hashes[index] ?? 0;
    const left = surplus.get(hash) ?? 0;
    if (left < 1 && one.placeholder === null) continue;
    surplus.set(hash, left - 1);
    kept.set(index, one);
  }
  return kept;
}

/** The remaining indexes of one list. */
export function keptIndexes(
  length: number,
  aside: MissingByIndex,
  otherAside: MissingByIndex,
): readonly number[] {
  const placeholders = new Set([...otherAside.values()].map(({ placeholder }) => placeholder));
  return Array.from({ length }, (_, index) => index).filter(
    (index) => !aside.has(index) && !placeholders.has(index),
  );
}

/** How many elements one list lacks, beside those that have `null` in their place. */
export function elementsAside(
  elements: readonly unknown[],
  aside: MissingByIndex,
): readonly unknown[] {
  return [...aside]
    .filter(([, { placeholder }]) => placeholder === null)
    .map(([index]) => elements[index]);
}
