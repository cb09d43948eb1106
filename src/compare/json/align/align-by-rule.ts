import { nothing } from '../../rules/effects.ts';
import type { RuleState } from '../../rules/rule-state.ts';
import { isContainer, ownValue } from '../../../vocabulary/own-value.ts';
import { isSameUnder } from '../same-under-rules.ts';
import type { AlignContext } from './align-arrays.ts';
import { elementsInOrder, matchByOccurrence, matchInSequence } from './match-ids.ts';
import { type Pairing, pairingOf, unpaired } from './pairing.ts';
import { pairMostSimilar } from './similarity.ts';
import { createHasher } from './structural-hash.ts';

/**
 * Pairs elements with the same value of a key. An element without the key, and one that is not an object, is
 * paired with one such element of the other side, in order.
 *
 * @param orderCounts whether another order is a difference
 */
export function alignByKey(
  primary: readonly unknown[],
  candidate: readonly unknown[],
  key: string,
  orderCounts: boolean,
  context: AlignContext,
): Pairing {
  const numbers = new Map([['', keyless]]);
  const idsA = keyIds(primary, 'primary', key, numbers, context);
  const idsB = keyIds(candidate, 'candidate', key, numbers, context);
  const partners = new Int32Array(primary.length).fill(unpaired);
  if (orderCounts) matchInSequence(idsA, idsB, partners);
  matchByOccurrence(idsA, idsB, partners);
  const [freeA, freeB] = [free(partners), freeIn(partners, candidate.length)];
  for (const [order, place] of freeA.entries()) {
    const other = freeB[order];
    if (other === undefined) break;
    if (idsA[place] === keyless || idsB[other] === keyless) partners[place] = other;
  }
  return whole(primary, candidate, partners, orderCounts);
}

/** Pairs equal elements in any order, and of the rest those that are similar. */
export function alignAsSets(
  primary: readonly unknown[],
  candidate: readonly unknown[],
  context: AlignContext,
): Pairing {
  const partners = new Int32Array(primary.length).fill(unpaired);
  const match = (tolerant: boolean): readonly [Int32Array, Int32Array] => [
    elementHashes(primary, 'primary', tolerant, context),
    elementHashes(candidate, 'candidate', tolerant, context),
  ];
  matchByOccurrence(...match(false), partners);
  if (partners.includes(unpaired)) {
    matchWithin(...match(true), primary, candidate, partners, context);
    const [freeA, freeB] = [free(partners), freeIn(partners, candidate.length)];
    const [elementsA, elementsB] = [
      freeA.map((at) => primary[at]),
      freeB.map((at) => candidate[at]),
    ];
    for (const [x, y] of pairMostSimilar(elementsA, elementsB)) {
      partners[freeA[x] ?? 0] = freeB[y] ?? unpaired;
    }
  }
  return whole(primary, candidate, partners, false);
}

function whole(
  primary: readonly unknown[],
  candidate: readonly unknown[],
  partners: Int32Array,
  orderCounts: boolean,
): Pairing {
  const ends = { primaryEnd: primary.length, candidateEnd: candidate.length };
  const inOrder = orderCounts ? elementsInOrder(partners) : null;
  return pairingOf(
    { primary, candidate, start: 0, ...ends },
    partners,
    inOrder,
    orderCounts,
    false,
  );
}

const keyless = 0;

/** Numbers that are equal for equal keys. */
function keyIds(
  elements: readonly unknown[],
  side: 'primary' | 'candidate',
  key: string,
  numbers: Map<string, number>,
  context: AlignContext,
): Int32Array {
  const hash = createHasher({ ...context, side, tolerant: false });
  return Int32Array.from(elements, (element, index) => {
    const value = isContainer(element) ? ownValue(element, key) : undefined;
    const inner = childOf(context.state, side, index);
    const state = inner === null ? null : childOf(inner, side, key);
    const name = value === undefined ? '' : keyName(value, hash(value, state), state, context);
    const known = numbers.get(name) ?? numbers.size;
    numbers.set(name, known);
    return known;
  });
}

function keyName(
  value: unknown,
  hash: number,
  state: RuleState | null,
  { rules }: AlignContext,
): string {
  const shown =
    rules === null || state?.matched !== true
      ? value
      : rules.effectsOf(state).standIn(value, false, rules.cost);
  return isContainer(shown) || shown === nothing ? `#${hash}` : `${typeof shown}:${String(shown)}`;
}

function childOf(
  state: RuleState | null,
  side: 'primary' | 'candidate',
  step: string | number,
): RuleState | null {
  if (state === null) return null;
  return side === 'primary' ? state.child(step, null) : state.child(null, step);
}

function elementHashes(
  elements: readonly unknown[],
  side: 'primary' | 'candidate',
  tolerant: boolean,
  context: AlignContext,
): Int32Array {
  const hash = createHasher({ ...context, side, tolerant });
  return Int32Array.from(elements, (element, index) =>
    hash(element, childOf(context.state, side, index)),
  );
}

/** The number of elements to pair within tolerances, which needs a comparison of each pair. */
const lookedAtMax = 64;

function matchWithin(
  idsA: Int32Array,
  idsB: Int32Array,
  primary: readonly unknown[],
  candidate: readonly unknown[],
  partners: Int32Array,
  { rules, state }: AlignContext,
): void {
  const byId = Map.groupBy(freeIn(partners, idsB.length), (at) => idsB[at] ?? 0);
  for (const place of free(partners)) {
    const others = byId.get(idsA[place] ?? 0) ?? [];
    const found = others
      .slice(0, lookedAtMax)
      .findIndex((at) =>
        isSameUnder(rules, primary[place], candidate[at], state?.child(place, at) ?? null),
      );
    if (found === -1) continue;
    partners[place] = others.splice(found, 1)[0] ?? unpaired;
  }
}

function free(partners: Int32Array): number[] {
  return [...partners.keys()].filter((place) => partners[place] === unpaired);
}

function freeIn(partners: Int32Array, others: number): number[] {
  const taken = new Set(partners);
  return Array.from({ length: others }, (_, place) => place).filter((place) => !taken.has(place));
}
