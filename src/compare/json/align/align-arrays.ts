import type { WalkRules } from '../../rules/effects.ts';
import type { RuleState } from '../../rules/rule-state.ts';
import { isContainer } from '../../../vocabulary/own-value.ts';
import { isSameUnder } from '../same-under-rules.ts';
import { likelyKey, placesBy } from './likely-key.ts';
import { elementsInOrder, matchByOccurrence, matchInSequence } from './match-ids.ts';
import { pairGaps } from './pair-gaps.ts';
import { type Pairing, pairingOf, type Stretch, unpaired } from './pairing.ts';
import { createHasher } from './structural-hash.ts';

/** The inputs of the alignment, beside the two arrays. */
export interface AlignContext {
  readonly rules: WalkRules | null;
  /** How far the rules have matched at the arrays. */
  readonly state: RuleState | null;
  /** Called with the number of visited values; returns whether to go on. */
  readonly spend: (values: number) => boolean;
}

/** Aligning more elements, of both sides together, would take seconds. */
const alignedMax = 200_000;

/**
 * Pairs the elements of two arrays for which no rule says how. It pairs them by position, unless some were
 * inserted, removed or reordered: then by content, or by a member that distinguishes them.
 *
 * The result does not depend on which of the two is primary.
 *
 * @param start the length of the equal beginning; the elements at this index differ
 */
export function alignArrays(
  primary: readonly unknown[],
  candidate: readonly unknown[],
  start: number,
  context: AlignContext,
): Pairing {
  const stretch = withoutSameEnd(primary, candidate, start, context);
  const { primaryEnd, candidateEnd } = stretch;
  const [left, right] = [primaryEnd - start, candidateEnd - start];
  // If rules can match, the walk must see what they exclude at the end.
  const withEnd = context.state !== null;
  if (left === 0 || right === 0 || (left === 1 && right === 1)) {
    const partners = new Int32Array(left).fill(right === 0 ? unpaired : 0);
    return pairingOf(stretch, partners, null, true, withEnd);
  }
  if (left + right > alignedMax || !context.spend(left + right)) {
    return pairingOf(stretch, byPosition(left, right), null, true, withEnd);
  }
  const [a, b] = [primary.slice(start, primaryEnd), candidate.slice(start, candidateEnd)];
  const same = left === right ? sameByPosition(a, b, start, context) : null;
  const hashOf = hashes(context, start);
  const [idsA, idsB] = [hashOf(a, 'primary', same), hashOf(b, 'candidate', same)];
  const partners = comesFirst(idsA, idsB)
    ? match({ a, b, idsA, idsB, same })
    : inverse(match({ a: b, b: a, idsA: idsB, idsB: idsA, same }), left);
  return pairingOf(stretch, partners, elementsInOrder(partners), true, withEnd);
}

function byPosition(left: number, right: number): Int32Array {
  return Int32Array.from({ length: left }, (_, place) => (place < right ? place : unpaired));
}

function withoutSameEnd(
  primary: readonly unknown[],
  candidate: readonly unknown[],
  start: number,
  { rules, state, spend }: AlignContext,
): Stretch {
  let primaryEnd = primary.length;
  let candidateEnd = candidate.length;
  while (primaryEnd > start && candidateEnd > start) {
    const inner = state?.child(primaryEnd - 1, candidateEnd - 1) ?? null;
    if (!spend(1)) break;
    if (!isSameUnder(rules, primary[primaryEnd - 1], candidate[candidateEnd - 1], inner)) break;
    primaryEnd -= 1;
    candidateEnd -= 1;
  }
  return { primary, candidate, start, primaryEnd, candidateEnd };
}

/** Marks equal elements at the same position; null unless most are. */
function sameByPosition(
  a: readonly unknown[],
  b: readonly unknown[],
  start: number,
  { rules, state, spend }: AlignContext,
): Uint8Array | null {
  const same = new Uint8Array(a.length);
  let count = 0;
  for (let i = 0; i < a.length; i += 1) {
    const inner = state?.child(start + i) ?? null;
    if (!isSameUnder(rules, a[i], b[i], inner)) continue;
    same[i] = 1;
    count += 1;
  }
  spend(a.length);
  return count * 2 >= a.length ? same : null;
}

/** An element that equals the one at its position is already paired, so it needs no hash. */
function hashes({ rules, state, spend }: AlignContext, start: number) {
  return (
    elements: readonly unknown[],
    side: 'primary' | 'candidate',
    same: Uint8Array | null,
  ): Int32Array => {
    const hash = createHasher({ rules, side, tolerant: true, spend });
    const ids = new Int32Array(elements.length);
    for (let i = 0; i < elements.length; i += 1) {
      if (same?.[i] === 1) continue;
      const step = start + i;
      const inner = side === 'primary' ? state?.child(step, null) : state?.child(null, step);
      ids[i] = hash(elements[i], inner ?? null);
    }
    return ids;
  };
}

/** Decides which side to begin with, so that a tie is broken in the same way whichever side is primary. */
function comesFirst(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return a.length < b.length;
  const at = a.findIndex((id, place) => id !== b[place]);
  return (a[at] ?? 0) <= (b[at] ?? 0);
}

function inverse(partners: Int32Array, length: number): Int32Array {
  const inverted = new Int32Array(length).fill(unpaired);
  for (const [place, partner] of partners.entries()) {
    if (partner !== unpaired) inverted[partner] = place;
  }
  return inverted;
}

interface Middle {
  readonly a: readonly unknown[];
  readonly b: readonly unknown[];
  /** Equal for elements with equal meaning, as far as hashes show. */
  readonly idsA: Int32Array;
  readonly idsB: Int32Array;
  /** 1 if the elements at a position are known to be equal; null unless most are. */
  readonly same: Uint8Array | null;
}

function match(middle: Middle): Int32Array {
  const { a, b, idsA, idsB, same } = middle;
  const partners = new Int32Array(a.length).fill(unpaired);
  if (same === null) matchInSequence(idsA, idsB, partners);
  else for (const [place, one] of same.entries()) if (one === 1) partners[place] = place;
  matchByOccurrence(idsA, idsB, partners);
  if (!isPermutation(partners, b.length)) {
    dropCoincidences(middle, partners);
    matchByLikelyKey(a, b, partners);
    pairGaps(a, b, partners);
  }
  return partners;
}

function isPermutation(partners: Int32Array, others: number): boolean {
  return partners.length === others && !partners.includes(unpaired);
}

/**
 * Numbers, flags and short texts recur in any array, so finding one elsewhere means little unless all are
 * found. And if there are as many on both sides, they stay at their positions unless that means more changes.
 */
function dropCoincidences({ a, b, idsA, idsB, same }: Middle, partners: Int32Array): void {
  const inOrder = elementsInOrder(partners);
  if (inOrder !== null) {
    for (const place of partners.keys()) {
      if (!inOrder.has(place) && !isContainer(a[place])) partners[place] = unpaired;
    }
  }
  if (a.length !== b.length || a.some(isContainer)) return;
  const aligned = new Int32Array(partners);
  pairGaps(a, b, aligned);
  let changes = 0;
  let changesByPosition = 0;
  for (const [place, partner] of aligned.entries()) {
    const isSame = same === null ? idsA[place] === idsB[place] : same[place] === 1;
    if (!isSame) changesByPosition += 1;
    // An element that is removed here and inserted elsewhere counts as two changes.
    if (partner === unpaired) changes += 2;
    else if (partner === place ? !isSame : idsA[place] !== idsB[partner]) changes += 1;
  }
  if (changes >= changesByPosition) for (const place of partners.keys()) partners[place] = place;
}

function matchByLikelyKey(
  a: readonly unknown[],
  b: readonly unknown[],
  partners: Int32Array,
): void {
  const [freeA, freeB] = [freePlaces(partners), freeOthers(partners, b.length)];
  if (freeA.length < 2 || freeB.length < 2) return;
  const [elementsA, elementsB] = [freeA.map((at) => a[at]), freeB.map((at) => b[at])];
  const key = likelyKey({ a: elementsA, b: elementsB });
  if (key === null) return;
  const inB = placesBy(key, elementsB);
  for (const [value, place] of placesBy(key, elementsA) ?? []) {
    const partner = inB?.get(value);
    if (partner !== undefined) partners[freeA[place] ?? 0] = freeB[partner] ?? unpaired;
  }
}

function freePlaces(partners: Int32Array): number[] {
  const free: number[] = [];
  for (const [place, partner] of partners.entries()) if (partner === unpaired) free.push(place);
  return free;
}

function freeOthers(partners: Int32Array, others: number): number[] {
  const isTaken = new Uint8Array(others);
  for (const partner of partners) if (partner !== unpaired) isTaken[partner] = 1;
  const free: number[] = [];
  for (const [place, taken] of isTaken.entries()) if (taken === 0) free.push(place);
  return free;
}
