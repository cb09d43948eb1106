import type { Evidence, RouteEvidence } from '../../vocabulary/evidence.ts';
import { timingKey } from '../../vocabulary/evidence.ts';
import { type PairedSeries, sumOfSeries } from '../../vocabulary/paired-series.ts';
import { readingKey, referenceKey } from '../../vocabulary/reading.ts';
import {
  addSideSums,
  emptySideSums,
  isFull,
  type SideSums,
  totalOf,
} from '../../vocabulary/side-sums.ts';
import { differentAtAll } from '../evidence/record-readings.ts';
import { routesByArea } from './area-evidence.ts';
import type { CountPolicy, GatePolicy } from './resolve-policy.ts';

/** The totals over the answers of an area for one name of `gate.areas.*.counts`. */
export interface AreaTotal {
  readonly name: string;
  readonly tolerance: number;
  /** Exchanges in which both answers were read. */
  readonly exchanges: number;
  readonly primary: number;
  readonly candidate: number;
  /** The reference total: for each exchange the secondary's value if it was read, else primary's. */
  readonly reference: {
    readonly exchanges: number;
    readonly total: number;
    /** The candidate's total over the same exchanges. */
    readonly candidate: number;
  };
  /** A sum became too large to add to: the totals lack all later values. */
  readonly isFull: boolean;
  /** How many of these exchanges have a larger value of the candidate, and of the reference. */
  readonly series: PairedSeries;
}

/**
 * The secondary is the better reference, because its answers have the noise of primary, too. It may get only some
 * exchanges; primary is the reference in the others, so that every exchange is judged.
 */
export function areaTotal(
  { name, tolerance }: CountPolicy,
  routes: readonly RouteEvidence[],
): AreaTotal {
  const count = { kind: 'count', name } as const;
  const own = sumsOf(routes, readingKey(count));
  const held = sumsOf(routes, referenceKey(count));
  const key = timingKey(`count ${name}`, differentAtAll, 'least');
  return {
    name,
    tolerance,
    exchanges: own.primary.n,
    primary: totalOf(own.primary),
    candidate: totalOf(own.candidate),
    reference: {
      exchanges: held.primary.n,
      total: totalOf(held.primary),
      candidate: totalOf(held.candidate),
    },
    isFull: routes.some((route) => isFullAt(route, referenceKey(count))),
    series: sumOfSeries(routes.flatMap(({ timings }) => timings.get(key) ?? [])),
  };
}

/** The totals of all areas that count something. */
export function totalsByArea(
  evidence: Evidence,
  policy: GatePolicy,
): readonly { readonly area: string; readonly totals: readonly AreaTotal[] }[] {
  const routes = routesByArea(evidence);
  return [...policy.areas]
    .filter(([, { counts }]) => counts.length > 0)
    .map(([area, { counts }]) => ({
      area,
      totals: counts.map((count) => areaTotal(count, routes.get(area) ?? [])),
    }));
}

function sumsOf(routes: readonly RouteEvidence[], key: string): SideSums {
  const sums = emptySideSums();
  for (const route of routes) {
    const ofRoute = route.sums.get(key);
    if (ofRoute !== undefined) addSideSums(sums, ofRoute);
  }
  return sums;
}

function isFullAt({ sums }: RouteEvidence, key: string): boolean {
  const ofRoute = sums.get(key);
  return ofRoute !== undefined && (isFull(ofRoute.primary) || isFull(ofRoute.candidate));
}

/** `request-logs 8,120 / 8,119`, `cost 12.4031 / 12.4029`. */
export function totalWords({ name, primary, candidate }: AreaTotal): string {
  return `${name} ${numberWords(primary)} / ${numberWords(candidate)}`;
}

/** Up to four decimals, as of money. */
export function numberWords(value: number): string {
  return decimals.format(value);
}

const decimals = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 });
