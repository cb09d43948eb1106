import type { ExchangeSource } from '../recording/exchange-source.ts';

/** How far the clocks of two hosts may differ, as in a fleet. */
const recorderSkewMs = 10;

/** How far the clocks that measured the exchanges of these files may differ, in milliseconds. */
export function clockSkewOf(
  sources: readonly Pick<ExchangeSource, 'recorder' | 'clockSkewMs'>[],
): number {
  // A file without a header names no recorder, and has no exchange.
  const recorders = new Set(sources.flatMap(({ recorder }) => recorder || []));
  const betweenMs = recorders.size > 1 ? recorderSkewMs : 0;
  return Math.max(betweenMs, ...sources.map(({ clockSkewMs = 0 }) => clockSkewMs));
}
