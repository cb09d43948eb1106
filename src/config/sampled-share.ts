import { hash } from 'node:crypto';
import type { Exchange } from '../vocabulary/exchange.ts';
import { fieldValue, type RequestHead } from '../vocabulary/raw-head.ts';

/**
 * Whether an exchange belongs to a share of the clients. A client is in or out as a whole, and a larger share includes
 * the clients of a smaller one.
 *
 * @param sampleBy `mirror.sampleBy`
 * @param instance salts the choice of connections, so that sidecars don't all choose the same
 */
export function sampledShare(
  sampleBy: string,
  instance: string,
): (exchange: Pick<Exchange, 'connection'>, request: RequestHead, share: number) => boolean {
  const field = sampleBy === 'connection' ? null : sampleBy.toLowerCase();
  return ({ connection }, request, share) => {
    if (share === 1) return true;
    const value = field === null ? undefined : fieldValue(request.fields, field);
    return fraction(value ?? `${instance}:${connection}`) < share;
  };
}

/** Spreads texts evenly over [0, 1): the same text always gives the same number. */
function fraction(text: string): number {
  return hash('sha256', text, 'buffer').readUInt32BE(0) / 2 ** 32;
}
