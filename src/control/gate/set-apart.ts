import type { Evidence, RouteEvidence } from '../../vocabulary/evidence.ts';
import type { Epoch } from '../epoch.ts';
import { seenBetween, sumOf } from './area-evidence.ts';
import { formatCount, formatExchanges } from '../../vocabulary/format.ts';

/** Evidence that was compared under other rules than the present ones: it is kept, and judged separately. */
export interface SetApart {
  /** A route with several other sets of rules counts once. */
  readonly routeCount: number;
  /** Their names, up to a bound. */
  readonly routes: readonly string[];
  readonly exchanges: number;
  /** By the noise that was known when they were recorded. */
  readonly mismatches: number;
  /** When the last of these exchanges was seen. */
  readonly untilMs: number;
  /** When the first exchange of these routes was compared under the present rules; null before it. */
  readonly sinceMs: number | null;
  /** The epochs by which it is judged, the latest first. */
  readonly epochs: readonly string[];
}

const routesNamedMax = 100;

/** @param others the other evidence of the epoch */
export function setApartOf(
  { routes }: Evidence,
  others: readonly RouteEvidence[],
  parts: readonly Epoch[],
): SetApart | null {
  const compared = others.filter((route) => route.compared > 0);
  const names = new Set(compared.map(({ route }) => route));
  const lastMs = seenBetween(compared)?.lastMs;
  if (lastMs === undefined) return null;
  const present = [...routes.values()].filter(({ route }) => names.has(route));
  return {
    routeCount: names.size,
    routes: [...names].sort().slice(0, routesNamedMax),
    exchanges: sumOf(compared, (route) => route.compared),
    mismatches: sumOf(compared, ({ mismatches }) => mismatches.candidateOnly),
    untilMs: lastMs,
    sinceMs: seenBetween(present)?.firstMs ?? null,
    epochs: parts.map(({ key }) => key),
  };
}

/**
 * `2 routes were compared under other rules until 2026-11-27T22:17:03.000Z (2,310 exchanges, 4 mismatches):
 * reported separately. …`
 */
export function setApartWords(apart: SetApart, timeWords = isoTime): string {
  const { routeCount, routes, exchanges, mismatches, untilMs, sinceMs } = apart;
  const counted = `${formatExchanges(exchanges)}, ${mismatchWords(mismatches)}`;
  const which =
    routeCount === 1 ? `${routes[0] ?? ''} was` : `${formatCount(routeCount)} routes were`;
  const present =
    sinceMs === null
      ? 'Nothing was compared there under the present rules yet.'
      : `The present rules count since ${timeWords(sinceMs)}.`;
  return (
    `${which} compared under other rules until ${timeWords(untilMs)} (${counted}): ` +
    `reported separately. ${present}`
  );
}

function mismatchWords(count: number): string {
  return count === 1 ? '1 mismatch' : `${formatCount(count)} mismatches`;
}

function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}
