import { Histogram } from 'prom-client';
import { responseBoundsSeconds } from '../../vocabulary/buckets.ts';
import { type HistogramSample, histogramSamples } from '../../metrics/histogram-samples.ts';
import { partsOfRoute } from '../../vocabulary/operation-name.ts';
import type { LatencyDistribution } from '../latency-distribution.ts';
import { type Deployment, deployments, type RouteCounts } from '../route-counts.ts';
import type { RouteLedger } from '../route-ledger.ts';
import { otherRoute } from '../route-name.ts';

/** The distribution of a route and deployment; undefined where nothing was counted. */
type Distributions = (
  counts: RouteCounts,
  deployment: Deployment,
) => LatencyDistribution | undefined;

/** Which routes have a histogram of their own; the others share one by area. */
export interface HistogramScope {
  readonly by: 'route' | 'area';
  /**
   * Only the first routes have their own, up to this number. The order of routes never changes, so no series
   * ends.
   */
  readonly routesMax: number;
}

interface TimesOptions {
  readonly name: string;
  readonly help: string;
  readonly ledger: RouteLedger;
  /** Null if there are to be no histograms. */
  readonly scope: () => HistogramScope | null;
  readonly of: Distributions;
}

/** The route of a histogram over all routes of an area, with `metrics.histograms: area`. */
const allRoutes = '(all)';

/**
 * A histogram of times, read from the ledger instead of observed: prom-client's own `observe` costs
 * more than everything else that is done with a comparison.
 */
export class LedgerSeconds extends Histogram<'route' | 'operation' | 'area' | 'deployment'> {
  readonly #options: TimesOptions;

  constructor(options: TimesOptions) {
    const { name, help } = options;
    super({
      name,
      help,
      labelNames: ['route', 'operation', 'area', 'deployment'],
      buckets: [...responseBoundsSeconds],
      registers: [],
    });
    this.#options = options;
  }

  /** The method of a histogram that prom-client's registry calls at a scrape; its types lack it. */
  async getForPromString(): Promise<object> {
    const { name, help, ledger, of, scope } = this.#options;
    const now = scope();
    const values = now === null ? [] : samplesOf(name, ledger.all(), of, now);
    return { name, help, type: 'histogram', values, aggregator: 'sum' };
  }
}

/** The histograms of times by route. */
export function ledgerTimes(
  ledger: RouteLedger,
  scope: () => HistogramScope | null,
): readonly LedgerSeconds[] {
  return [
    new LedgerSeconds({
      name: 'parallax_response_seconds',
      help: 'Time from the last request byte sent to the last byte of the answer, of exchanges in which the times of primary and candidate are both known.',
      ledger,
      scope,
      of: ({ latency }, deployment) => latency[deployment],
    }),
    new LedgerSeconds({
      name: 'parallax_first_event_seconds',
      help: 'Time from the last request byte sent to the first byte of an event stream.',
      ledger,
      scope,
      of: ({ streams }, deployment) => streams?.[deployment].firstEvent,
    }),
    new LedgerSeconds({
      name: 'parallax_largest_gap_seconds',
      help: 'Longest time between two bytes of an event stream.',
      ledger,
      scope,
      of: ({ streams }, deployment) => streams?.[deployment].largestGap,
    }),
  ];
}

function samplesOf(
  name: string,
  routes: readonly RouteCounts[],
  of: Distributions,
  { by, routesMax }: HistogramScope,
): readonly HistogramSample[] {
  const isOwn = ({ route }: RouteCounts, at: number): boolean =>
    by === 'route' && at < routesMax && route !== otherRoute;
  const shared = by === 'area' ? allRoutes : otherRoute;
  const own = routes
    .filter(isOwn)
    .flatMap((counts) =>
      samplesOfAll(name, [counts], of, { ...partsOfRoute(counts.route), area: counts.area }),
    );
  const rest = Map.groupBy(
    routes.filter((counts, at) => !isOwn(counts, at)),
    ({ area }) => area,
  );
  return own.concat(
    ...[...rest].map(([area, members]) =>
      samplesOfAll(name, members, of, { route: shared, operation: '', area }),
    ),
  );
}

/** A histogram of each deployment, of some routes together. */
function samplesOfAll(
  name: string,
  routes: readonly RouteCounts[],
  of: Distributions,
  labels: Readonly<Record<string, string>>,
): readonly HistogramSample[] {
  return deployments.flatMap((deployment) => {
    const distributions = routes
      .map((counts) => of(counts, deployment))
      .filter((one) => one !== undefined && one.count > 0) as LatencyDistribution[];
    const sharedLabels = { ...labels, deployment };
    return distributions.length === 0 ? [] : histogramOf(name, distributions, sharedLabels);
  });
}

function histogramOf(
  name: string,
  distributions: readonly LatencyDistribution[],
  labels: Readonly<Record<string, string>>,
): readonly HistogramSample[] {
  const sumOf = (read: (one: LatencyDistribution) => number): number =>
    distributions.reduce((sum, one) => sum + read(one), 0);
  const counts = {
    bounds: responseBoundsSeconds,
    countOf: (bucket: number) => sumOf(({ bucketCounts }) => bucketCounts[bucket] ?? 0),
    sum: sumOf(({ sumSeconds }) => sumSeconds),
  };
  return histogramSamples(name, counts, labels);
}
