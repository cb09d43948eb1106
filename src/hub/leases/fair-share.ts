/**
 * How many partitions each hub should hold: all the same number, some one more. The hubs that hold the most
 * now get the extra ones, so that no partition moves needlessly.
 *
 * @param held how many each living hub holds now, by its name
 * @returns the same hubs with their target numbers
 */
export function fairShares(
  partitions: number,
  held: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const order = [...held].toSorted(
    ([a, heldByA], [b, heldByB]) => heldByB - heldByA || (a < b ? -1 : 1),
  );
  const each = Math.floor(partitions / order.length);
  const leftOver = partitions % order.length;
  return new Map(order.map(([hub], at) => [hub, each + (at < leftOver ? 1 : 0)]));
}
