import { alignArrays } from '../json/align/align-arrays.ts';
import { unpaired } from '../json/align/pairing.ts';
import type { MarkNode } from './mark-tree.ts';

/** Two elements, by index, that are the same thing. */
export type ElementPair = readonly [primary: number, candidate: number];

/** What is left of two lists. */
export interface KeptElements {
  /** Elements, by index; the candidate's in primary's terms. */
  readonly primary: readonly unknown[];
  readonly candidate: readonly unknown[];
  readonly keptOfPrimary: readonly number[];
  readonly keptOfCandidate: readonly number[];
}

/** Pairs the elements of two lists: as excuses show, and the others by content. */
export function pairElements(kept: KeptElements, marks: MarkNode | null): readonly ElementPair[] {
  const { primary, candidate, keptOfPrimary, keptOfCandidate } = kept;
  const free = new Set(keptOfCandidate);
  const pairs: ElementPair[] = [];
  const rest: number[] = [];
  for (const index of keptOfPrimary) {
    const partner = marks?.children.get(index)?.partner ?? unpaired;
    if (free.delete(partner)) pairs.push([index, partner]);
    else rest.push(index);
  }
  const others = keptOfCandidate.filter((index) => free.has(index));
  const aligned = align(
    rest.map((index) => primary[index]),
    others.map((index) => candidate[index]),
  );
  for (const [ours, theirs] of aligned) pairs.push([rest[ours] ?? 0, others[theirs] ?? 0]);
  return pairs.sort(([a], [b]) => a - b);
}

function align(primary: readonly unknown[], candidate: readonly unknown[]): ElementPair[] {
  const { from, to } = alignArrays(primary, candidate, 0, {
    rules: null,
    state: null,
    spend: () => true,
  });
  const pairs: ElementPair[] = [];
  let listed = 0;
  for (const [place, ours] of from.entries()) {
    if (ours !== unpaired) listed += 1;
    const theirs = to[place] ?? unpaired;
    if (ours !== unpaired && theirs !== unpaired) pairs.push([ours, theirs]);
  }
  // Equal ends are not listed.
  const shift = candidate.length - primary.length;
  for (let at = listed; at < primary.length; at += 1) pairs.push([at, at + shift]);
  return pairs;
}
