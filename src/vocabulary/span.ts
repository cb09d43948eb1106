import type { Exchange } from './exchange.ts';
import type { Leg } from './pair.ts';

/** From one moment to another, both included: milliseconds since the epoch, by this machine's clock. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** When primary handled an exchange. */
export function spanOfPrimary({
  wallClockMs,
  startedAt,
  endedAt,
}: Pick<Exchange, 'wallClockMs' | 'startedAt' | 'endedAt'>): Span {
  return { fromMs: wallClockMs, toMs: wallClockMs + Math.max(0, endedAt - startedAt) };
}

/** When another deployment handled it. */
export function spanOfLeg({
  askedAtMs,
  answeredAtMs,
}: Pick<Extract<Leg, { kind: 'answered' }>, 'askedAtMs' | 'answeredAtMs'>): Span {
  return { fromMs: askedAtMs, toMs: answeredAtMs };
}
