import { bytesOf } from './order/held-exchange.ts';
import type { Merged } from './order/merge-taps.ts';

/**
 * Exchanges that are claimed and not saved are in doubt for the next owner, so a backlog is claimed in
 * pieces.
 */
const claimedAtOnceMax = 64;
const claimedBytesMax = 512 * 1024;

/** Divides exchanges into the pieces that are claimed at once. */
export function* piecesOf(due: readonly Merged[]): Generator<readonly Merged[]> {
  let [start, bytes] = [0, 0];
  for (const [at, { exchange }] of due.entries()) {
    bytes += bytesOf(exchange);
    if (at + 1 - start < claimedAtOnceMax && bytes < claimedBytesMax && at + 1 < due.length)
      continue;
    yield due.slice(start, at + 1);
    [start, bytes] = [at + 1, 0];
  }
}
