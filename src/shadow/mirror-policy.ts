import { hash } from 'node:crypto';
import type { Config } from '../config/schema.ts';
import { type Exchange, safeMethods } from '../vocabulary/exchange.ts';
import { fieldValue, type RequestHead } from '../vocabulary/raw-head.ts';
import type { LeftOutReason } from '../vocabulary/shed.ts';

/** Says why an exchange is not mirrored; null where it is. */
export type MirrorPolicy = (exchange: Exchange, request: RequestHead) => LeftOutReason | null;

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
  const sampledField = sampleBy === 'connection' ? null : sampleBy.toLowerCase();
  const isSampled = (exchange: Exchange, request: RequestHead): boolean => {
    if (sample === 1) return true;
    const value = sampledField === null ? undefined : fieldValue(request.fields, sampledField);
    return fraction(value ?? `${instance}:${exchange.connection}`) < sample;
  };
  return (exchange, request) => {
    // First, as what was never to be mirrored is no loss, whatever else became of it.
    if (methods !== 'all' && mayChangeState(request)) return 'unsafe_method';
    if (!isSampled(exchange, request)) return 'not_sampled';
    return exchange.leftOut;
  };
}

/** Fields by which a request asks to be treated as if it had another method. */
const methodOverrides: ReadonlySet<string> = new Set([
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
]);

/** Where a safe method is overridden, some frameworks take the other one's word for it. */
export function mayChangeState({ method, fields }: RequestHead): boolean {
  if (!safeMethods.has(method)) return true;
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i] ?? '';
    if (name.length < 13 || name.length > 22 || !methodOverrides.has(name.toLowerCase())) continue;
    if (!safeMethods.has((fields[i + 1] ?? '').toUpperCase())) return true;
  }
  return false;
}

/** Spreads texts evenly over [0, 1): the same text always gives the same number. */
function fraction(text: string): number {
  return hash('sha256', text, 'buffer').readUInt32BE(0) / 2 ** 32;
}
