import { Histogram } from 'prom-client';
import { delayBoundsSeconds } from '../vocabulary/delays.ts';
import type { ProcessTotals } from '../vocabulary/plane-message.ts';
import { histogramSamples } from './histogram-samples.ts';

const name = 'parallax_live_delay_seconds';
const help =
  'Upper bound of the latency that Parallax added to an exchange: how long the last bytes of the request and of the answer may have waited for its live thread. The time to connect to primary is not included.';

/** A histogram of the delays that the live plane has counted. Without samples while it has served nothing. */
export class DelaySeconds extends Histogram {
  readonly #totals: () => ProcessTotals | null;

  constructor(totals: () => ProcessTotals | null) {
    super({ name, help, buckets: [...delayBoundsSeconds], registers: [] });
    this.#totals = totals;
  }

  /** What prom-client's registry asks a histogram for at a scrape; its types leave it out. */
  async getForPromString(): Promise<object> {
    const delays = this.#totals()?.delays;
    const values =
      delays === undefined
        ? []
        : histogramSamples(
            name,
            {
              bounds: delayBoundsSeconds,
              countOf: (bucket) => delays.counts[bucket] ?? 0,
              sum: delays.sumSeconds,
            },
            {},
          );
    return { name, help, type: 'histogram', values, aggregator: 'sum' };
  }
}
