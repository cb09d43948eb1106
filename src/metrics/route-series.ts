import type { Config } from '../config/schema.ts';
import { outcomes } from '../vocabulary/comparison.ts';
import { aspects } from '../vocabulary/difference.ts';
import { responseBoundsSeconds } from '../vocabulary/buckets.ts';

type Deciding = Pick<Config, 'metrics' | 'routes' | 'routesMax' | 'secondary'>;

/** Series of one deployment in a histogram: the buckets, `+Inf`, the sum and the count. */
const histogramSeries = responseBoundsSeconds.length + 3;
const counterSeries = outcomes.length + aspects.length;

/** How many series `/metrics` has by route, known before there is any traffic. */
export interface RouteSeries {
  readonly histograms: Config['metrics']['histograms'];
  /** Of the routes in the config. */
  readonly configured: number;
  /** With as many routes as `routesMax` allows. */
  readonly most: number;
  /** `metrics.seriesMax`. */
  readonly seriesMax: number;
  /** Routes that get histograms of their own within `metrics.seriesMax`; those after them share one by area. */
  readonly histogramsMax: number;
}

/**
 * Counts the series that routes make. A route has its counters and, of each deployment, a histogram of response times.
 * Histograms of event streams, which few routes have, are not counted.
 */
export function routeSeries({ metrics, routes, routesMax, secondary }: Deciding): RouteSeries {
  const { seriesMax, histograms } = metrics;
  const routesLimit = routesMax + routes.length;
  const ofHistograms = (secondary === undefined ? 2 : 3) * histogramSeries;
  const left = Math.max(0, seriesMax - routesLimit * counterSeries);
  const histogramsMax =
    histograms === 'route' ? Math.min(routesLimit, Math.floor(left / ofHistograms)) : 0;
  const seriesOf = (count: number): number =>
    count * counterSeries + Math.min(count, histogramsMax) * ofHistograms;
  return {
    histograms,
    configured: seriesOf(routes.length),
    most: seriesOf(routesLimit),
    seriesMax,
    histogramsMax,
  };
}
