import { Histogram } from 'prom-client';
import { bucketBoundsSeconds, type LatencyDistribution } from '../latency-distribution.ts';
import { deployments } from '../route-counts.ts';
import type { RouteLedger } from '../route-ledger.ts';

interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly sharedLabels: Readonly<Record<string, string>>;
  readonly value: number;
}

const name = 'parallax_response_seconds';
const help =
  'From the last request byte sent to the last response byte, of exchanges that primary and candidate answered and that were measured alike.';
const bounds = [...bucketBoundsSeconds, Number.POSITIVE_INFINITY];

/**
 * The response time histogram, read from the ledger instead of observed: prom-client's own
 * `observe` costs more than everything else that is done with a comparison.
 */
export class ResponseSeconds extends Histogram<'route' | 'deployment'> {
  readonly #ledger: RouteLedger;

  constructor(ledger: RouteLedger) {
    super({
      name,
      help,
      labelNames: ['route', 'deployment'],
      buckets: [...bucketBoundsSeconds],
      registers: [],
    });
    this.#ledger = ledger;
  }

  /** What prom-client's registry asks a histogram for at a scrape; its types leave it out. */
  async getForPromString(): Promise<object> {
    const values = this.#ledger
      .all()
      .flatMap(({ route, latency }) =>
        deployments.flatMap((deployment) =>
          latency[deployment].count === 0
            ? []
            : samplesOf(latency[deployment], { route, deployment }),
        ),
      );
    return { name, help, type: 'histogram', values, aggregator: 'sum' };
  }
}

function samplesOf(
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
