import { Histogram } from 'prom-client';
import { partsOfRoute } from '../../vocabulary/operation-name.ts';
import { bucketBoundsSeconds, type LatencyDistribution } from '../latency-distribution.ts';
import { type Deployment, deployments, type RouteCounts } from '../route-counts.ts';
import type { RouteLedger } from '../route-ledger.ts';

interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly sharedLabels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What of a route is told, by deployment; undefined where nothing was counted. */
type Distributions = (
  counts: RouteCounts,
  deployment: Deployment,
) => LatencyDistribution | undefined;

interface TimesOptions {
  readonly name: string;
  readonly help: string;
  readonly ledger: RouteLedger;
  readonly of: Distributions;
}

const bounds = [...bucketBoundsSeconds, Number.POSITIVE_INFINITY];

/**
 * A histogram of times, read from the ledger instead of observed: prom-client's own `observe` costs
 * more than everything else that is done with a comparison.
 */
export class LedgerSeconds extends Histogram<'route' | 'operation' | 'deployment'> {
  readonly #options: TimesOptions;

  constructor(options: TimesOptions) {
    const { name, help } = options;
    super({
      name,
      help,
      labelNames: ['route', 'operation', 'deployment'],
      buckets: [...bucketBoundsSeconds],
      registers: [],
    });
    this.#options = options;
  }

  /** What prom-client's registry asks a histogram for at a scrape; its types leave it out. */
  async getForPromString(): Promise<object> {
    const { name, help, ledger, of } = this.#options;
    const values = ledger.all().flatMap((counts) =>
      deployments.flatMap((deployment) => {
        const distribution = of(counts, deployment);
        return distribution === undefined || distribution.count === 0
          ? []
          : samplesOf(name, distribution, { ...partsOfRoute(counts.route), deployment });
      }),
    );
    return { name, help, type: 'histogram', values, aggregator: 'sum' };
  }
}

/** The times that are told of each route. */
export function ledgerTimes(ledger: RouteLedger): readonly LedgerSeconds[] {
  return [
    new LedgerSeconds({
      name: 'parallax_response_seconds',
      help: 'From the last request byte sent to the last response byte, of exchanges that primary and candidate answered and that were measured alike.',
      ledger,
      of: ({ latency }, deployment) => latency[deployment],
    }),
    new LedgerSeconds({
      name: 'parallax_first_event_seconds',
      help: 'From the last request byte sent to the first byte of an event stream.',
      ledger,
      of: ({ streams }, deployment) => streams?.[deployment].firstEvent,
    }),
    new LedgerSeconds({
      name: 'parallax_largest_gap_seconds',
      help: 'The longest time in which nothing came of an event stream that had begun.',
      ledger,
      of: ({ streams }, deployment) => streams?.[deployment].largestGap,
    }),
  ];
}

function samplesOf(
  name: string,
  distribution: LatencyDistribution,
  sharedLabels: Readonly<Record<string, string>>,
): readonly Sample[] {
  let cumulated = 0;
  const buckets = bounds.map((bound, index) => {
    cumulated += distribution.bucketCounts[index] ?? 0;
    const le = bound === Number.POSITIVE_INFINITY ? '+Inf' : bound;
    return { metricName: `${name}_bucket`, labels: { le }, sharedLabels, value: cumulated };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels: {}, sharedLabels, value: distribution.sumSeconds },
    { metricName: `${name}_count`, labels: {}, sharedLabels, value: distribution.count },
  ];
}
