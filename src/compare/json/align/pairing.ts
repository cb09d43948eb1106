/** How the elements of two arrays are paired. Indexes are those of the whole arrays. */
export interface Pairing {
  /** Primary's indexes, in the order of the walk; -1 for an element that only the candidate has. */
  readonly from: Int32Array;
  /** The candidate's indexes beside them; -1 for an element that only primary has. */
  readonly to: Int32Array;
  /** From here on there are no more elements of primary, so that added ones displace nothing. */
  readonly tailAt: number;
  /** Whether the common elements are in the same order on both sides. */
  readonly order: Order;
}

type Order =
  | { readonly kind: 'kept' }
  /** One element is in another position. */
  | { readonly kind: 'moved'; readonly from: number; readonly to: number }
  | { readonly kind: 'reordered' };

export const unpaired = -1;

/** Whether any element is paired with one at another index. */
export function isDisplacing({ from, to }: Pairing): boolean {
  return from.some((index, place) => {
    const partner = to[place] ?? unpaired;
    return index !== partner && index !== unpaired && partner !== unpaired;
  });
}

/** The differing part of two arrays, without the equal beginning and end. */
export interface Stretch {
  readonly primary: readonly unknown[];
  readonly candidate: readonly unknown[];
  readonly start: number;
  readonly primaryEnd: number;
  readonly candidateEnd: number;
}

/**
 * @param partners for each element of primary's stretch its partner in the candidate's, both
 *   counted from the start of the stretch
 * @param inOrder which of them are in the same order on both sides; null for all
 * @param orderCounts whether another order of the others is a difference
 * @param withEnd whether the walk also visits the elements after the stretch
 */
export function pairingOf(
  stretch: Stretch,
  partners: Int32Array,
  inOrder: ReadonlySet<number> | null,
  orderCounts: boolean,
  withEnd: boolean,
): Pairing {
  const { start } = stretch;
  const candidates = stretch.candidateEnd - start;
  const isPaired = new Uint8Array(candidates);
  let paired = 0;
  for (const to of partners) {
    if (to === unpaired) continue;
    isPaired[to] = 1;
    paired += 1;
  }
  const length = partners.length + candidates - paired;
  const end = withEnd ? stretch.primary.length - stretch.primaryEnd : 0;
  const items = length + end;
  const from = new Int32Array(items).fill(unpaired);
  const to = new Int32Array(items).fill(unpaired);
  let at = 0;
  let tailAt = 0;
  let next = 0;
  const passUnpaired = (end: number): void => {
    for (; next < end; next += 1) {
      if (isPaired[next] === 0) to[at++] = start + next;
    }
  };
  for (const [index, partner] of partners.entries()) {
    if (partner !== unpaired && (inOrder === null || inOrder.has(index))) {
      if (orderCounts) passUnpaired(partner);
      tailAt = at + 1;
    }
    from[at] = start + index;
    if (partner !== unpaired) to[at] = start + partner;
    at += 1;
  }
  passUnpaired(candidates);
  for (let i = 0; i < end; i += 1) {
    from[length + i] = stretch.primaryEnd + i;
    to[length + i] = stretch.candidateEnd + i;
  }
  const hasTail = stretch.primaryEnd < stretch.primary.length;
  return {
    from,
    to,
    tailAt: hasTail && orderCounts ? items : orderCounts ? tailAt : 0,
    order: orderCounts ? orderOf(partners, inOrder, start) : { kind: 'kept' },
  };
}

function orderOf(partners: Int32Array, inOrder: ReadonlySet<number> | null, start: number): Order {
  if (inOrder === null) return { kind: 'kept' };
  const displaced: number[] = [];
  let rank = 0;
  let displacedRank = 0;
  for (const [index, partner] of partners.entries()) {
    if (partner === unpaired) continue;
    if (!inOrder.has(index)) {
      displaced.push(index);
      if (displaced.length > 1) return { kind: 'reordered' };
      displacedRank = rank;
    }
    rank += 1;
  }
  const [index] = displaced;
  if (index === undefined) return { kind: 'kept' };
  const to = partners[index] ?? unpaired;
  const rankThere = partners.reduce(
    (count, partner) => (partner !== unpaired && partner < to ? count + 1 : count),
    0,
  );
  // If two neighbours changed places, it is unknown which one moved.
  if (Math.abs(rankThere - displacedRank) < 2) return { kind: 'reordered' };
  return { kind: 'moved', from: start + index, to: start + to };
}
