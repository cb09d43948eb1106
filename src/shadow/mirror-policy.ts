import { createHash } from 'node:crypto';
import type { Config } from '../config/schema.ts';
import { type Exchange, safeMethods } from '../vocabulary/exchange.ts';
import { fieldValue, type RequestHead } from '../vocabulary/raw-head.ts';
import type { ShedReason, SkipReason } from '../vocabulary/shed.ts';

/** Says why an exchange is not mirrored; null where it is. */
export type MirrorPolicy = (
  exchange: Exchange,
  request: RequestHead,
) => SkipReason | ShedReason | null;

/**
 * Only safe methods go to the candidate, unless the config says that it owns its state: a write
 * mirrored to a shared database would change production data twice.
 *
 * @param instance salts the choice of connections, so that sidecars don't all choose the same
 */
export function createMirrorPolicy(
  { methods, sample, sampleBy }: Config['mirror'],
  instance: string,
): MirrorPolicy {
  const isSampled = (exchange: Exchange, request: RequestHead): boolean => {
    if (sample === 1) return true;
    const header = sampleBy === 'connection' ? undefined : fieldValue(request.fields, sampleBy);
    return fraction(header ?? `${instance}:${exchange.connection}`) < sample;
  };
  return (exchange, request) => {
    if (exchange.shed !== null) return exchange.shed;
    if (methods !== 'all' && !safeMethods.has(request.method)) return 'unsafe_method';
    return isSampled(exchange, request) ? null : 'not_sampled';
  };
}

/** Spreads texts evenly over [0, 1): the same text always falls on the same place. */
function fraction(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
}
