import type { Config } from '../../config/schema.ts';
import type { Logger } from '../../log.ts';
import type { Side } from '../../vocabulary/side-sums.ts';
import type { KeptEvidence } from '../evidence/kept-evidence.ts';
import type { GatePolicy } from '../gate/resolve-policy.ts';
import { type Endpoint, openEndpoint } from './endpoint.ts';
import { type QueryHealth, startQueryPoll } from './query-poll.ts';
import { type ScrapeHealth, startScrape } from './scrape.ts';

export interface WatchOptions {
  readonly config: Pick<Config, 'primary' | 'candidate' | 'prometheus'>;
  readonly policy: Pick<GatePolicy, 'resources' | 'queries'>;
  readonly evidence: Pick<KeptEvidence, 'epoch' | 'noteWatched'>;
  /** Requests that a deployment answered, as Parallax counts them; null while unknown. */
  readonly served: (side: Side) => number | null;
  /** Only one of the processes on a store watches. */
  readonly isOurs: () => boolean;
  readonly now: () => number;
  readonly log: Logger;
}

/** The watched metrics and queries. */
export interface Watch {
  readonly resources: ReadonlyMap<Side, ScrapeHealth>;
  /** By name. */
  readonly queries: ReadonlyMap<string, QueryHealth>;
  /** Begins the readings. */
  start(): void;
  /** Reloads the TLS files that have changed. */
  reread(): void;
  stop(): void;
}

const sides = ['primary', 'candidate'] as const;

/**
 * Opens the watched addresses of the config: metrics of both deployments, and a Prometheus server.
 *
 * @throws ParallaxError `tls_files` if TLS files cannot be used; then nothing is open
 */
export function openWatch(options: WatchOptions): Watch {
  const { config, policy, evidence, served, isOurs, now, log } = options;
  const endpoints: Endpoint[] = [];
  const starts: (() => void)[] = [];
  const stops: (() => void)[] = [];
  const resources = new Map<Side, ScrapeHealth>();
  const queries = new Map<string, QueryHealth>();
  const opened = (...given: Parameters<typeof openEndpoint>): Endpoint => {
    const endpoint = openEndpoint(...given);
    endpoints.push(endpoint);
    return endpoint;
  };

  function open(): void {
    for (const side of sides) {
      const { metrics } = config[side];
      if (metrics === undefined || policy.resources === null) continue;
      const { lengthMs } = policy.resources;
      const endpoint = opened(metrics, `${side}.metrics`, log);
      starts.push(() => {
        const shared = { evidence, lengthMs, isOurs, now, log };
        const ofSide = { side, config: metrics, endpoint, served: () => served(side) };
        const scrape = startScrape({ ...shared, ...ofSide });
        resources.set(side, scrape.health);
        stops.push(() => scrape.stop());
      });
    }
    const { prometheus } = config;
    if (prometheus === undefined || policy.queries === null) return;
    const { lengthMs, all } = policy.queries;
    const endpoint = opened(prometheus, 'prometheus', log);
    starts.push(() => {
      for (const query of all) {
        const shared = { evidence, lengthMs, isOurs, now, log };
        const poll = startQueryPoll({ ...shared, config: prometheus, endpoint, query });
        queries.set(query.name, poll.health);
        stops.push(() => poll.stop());
      }
    });
  }

  const close = (): void => endpoints.forEach((endpoint) => endpoint.close());
  try {
    open();
  } catch (error) {
    close();
    throw error;
  }
  return {
    resources,
    queries,
    start: () => starts.forEach((start) => start()),
    reread: () => endpoints.forEach((endpoint) => endpoint.reread()),
    stop() {
      stops.forEach((stop) => stop());
      close();
    },
  };
}
