import type { Evidence, RouteEvidence } from '../../vocabulary/evidence.ts';
import { timingKey } from '../../vocabulary/evidence.ts';
import { type PairedSeries, sumOfSeries } from '../../vocabulary/paired-series.ts';
import { readingKey, witnessKey } from '../../vocabulary/reading.ts';
import { addSideSums, emptySideSums, type SideSums, totalOf } from '../../vocabulary/side-sums.ts';
import { differentAtAll } from '../evidence/record-readings.ts';
import { routesByArea } from './area-evidence.ts';
import type { CountPolicy, GatePolicy } from './resolve-policy.ts';

/** What the answers of an area add up to under one name of `gate.areas.*.counts`. */
export interface AreaTotal {
  readonly name: string;
  readonly tolerance: number;
  /** Exchanges in which both answers were read. */
  readonly exchanges: number;
  readonly primary: number;
  readonly candidate: number;
  /** What the candidate is held to: the secondary's total over these exchanges, where it was asked, else primary's. */
  readonly reference: {
    readonly of: 'primary' | 'secondary';
    readonly exchanges: number;
    readonly total: number;
    /** The candidate's total over the same exchanges. */
    readonly candidate: number;
  };
  /** In how many exchanges one of the two was larger. */
  readonly series: PairedSeries;
}

/** Noise of primary itself is in the total of the secondary, too, so that it is the better reference. */
export function areaTotal(
  { name, tolerance }: CountPolicy,
  routes: readonly RouteEvidence[],
): AreaTotal {
  const count = { kind: 'count', name } as const;
  const own = sumsOf(routes, readingKey(count));
  const witness = sumsOf(routes, witnessKey(count));
  const held = witness.primary.n > 0 ? witness : own;
  const key = timingKey(`count ${name}`, differentAtAll, 'least');
  return {
    name,
    tolerance,
    exchanges: own.primary.n,
    primary: totalOf(own.primary),
    candidate: totalOf(own.candidate),
    reference: {
      of: held === witness ? 'secondary' : 'primary',
      exchanges: held.primary.n,
      total: totalOf(held.primary),
      candidate: totalOf(held.candidate),
    },
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

/** `request-logs 8,120 / 8,119`, `cost 12.4031 / 12.4029`. */
export function totalWords({ name, primary, candidate }: AreaTotal): string {
  return `${name} ${numberWords(primary)} / ${numberWords(candidate)}`;
}

/** Up to four decimals, as of money. */
export function numberWords(value: number): string {
  return decimals.format(value);
}

const decimals = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 });
