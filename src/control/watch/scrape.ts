import type { MetricsConfig } from '../../config/watch-schema.ts';
import type { Logger } from '../../log.ts';
import { ParallaxError } from '../../vocabulary/errors.ts';
import type { Side } from '../../vocabulary/side-sums.ts';
import { requestsResource, resourceName } from '../../vocabulary/watched-resource.ts';
import type { KeptEvidence } from '../evidence/kept-evidence.ts';
import { askEvery } from '../ask-every.ts';
import { blockAt, warmupBlocks } from '../block-length.ts';
import type { Endpoint } from './endpoint.ts';
import { faultWords } from './fault-words.ts';
import { readResources } from './read-resources.ts';
import { resourceSources } from './resource-names.ts';
import { createUsedBetween } from './used-between.ts';

export interface ScrapeOptions {
  readonly side: Side;
  readonly config: MetricsConfig;
  readonly endpoint: Endpoint;
  readonly evidence: Pick<KeptEvidence, 'epoch' | 'noteWatched'>;
  readonly lengthMs: number;
  /** Requests that the deployment answered since Parallax started, or since the evidence was reset; null while unknown. */
  readonly served: () => number | null;
  /** Another process may do it. */
  readonly isOurs: () => boolean;
  /** The steady clock. */
  readonly now: () => number;
  readonly log: Logger;
}

/** The state of the readings of a deployment's metrics. */
export interface ScrapeHealth {
  reads: number;
  faults: number;
  /** Milliseconds since 1970, of the last one that worked; null before it. */
  lastReadMs: number | null;
  /** Why the last one failed; null if it did not. */
  fault: string | null;
}

export interface Scrape {
  readonly health: ScrapeHealth;
  stop(): void;
}

const accept = 'text/plain;version=0.0.4;q=1,*/*;q=0.1';

/** Reads the metrics of a deployment at intervals, and adds them to the evidence. */
export function startScrape(options: ScrapeOptions): Scrape {
  const { side, config, endpoint, evidence, lengthMs, served, isOurs, now, log } = options;
  const sources = resourceSources(config.names);
  const gapMs = Math.max(2 * lengthMs, 3 * config.everyMs);
  const warmupMs = warmupBlocks * lengthMs;
  const between = createUsedBetween({ gapMs, warmupMs });
  const health: ScrapeHealth = { reads: 0, faults: 0, lastReadMs: null, fault: null };
  let before: { readonly epoch: string; readonly served: number | null } | null = null;
  let changedAtMs = Number.NEGATIVE_INFINITY;

  function note(text: string): void {
    const reading = readResources(text, sources);
    if (reading.levels.size + reading.totals.size === 0) {
      throw new ParallaxError('no_resources', 'no known metric is in the answer');
    }
    const atMs = now();
    const epoch = evidence.epoch.key;
    // Both epochs share the use since the last reading.
    if (before !== null && before.epoch !== epoch) {
      between.forget();
      changedAtMs = atMs;
    }
    const { work, isWarmingUp } = between.read(reading, atMs);
    const total = served();
    const previous = before?.served ?? null;
    before = { epoch, served: total };
    // The running candidate has just changed, even if its epoch began long ago.
    if (isWarmingUp || atMs - changedAtMs < warmupMs) return;
    const block = blockAt(atMs, lengthMs);
    const add = (kind: 'level' | 'work', resource: string, value: number): void =>
      evidence.noteWatched(
        { kind: 'resource', name: resourceName({ kind, resource }), block },
        side,
        value,
      );
    for (const [resource, value] of reading.levels) add('level', resource, value);
    if (work === null) return;
    const { resource } = requestsResource;
    const isCounted = work.has(resource);
    if (!isCounted && (total === null || previous === null)) return;
    for (const [name, value] of work) add('work', name, value);
    const requests = (total ?? 0) - (previous ?? 0);
    // A count that falls belongs to another epoch.
    if (!isCounted && requests >= 0) add('work', resource, requests);
  }

  const stop = askEvery({
    everyMs: config.everyMs,
    async ask(signal) {
      if (!isOurs()) return;
      const text = await endpoint.ask({ accept, signal });
      note(text);
      health.reads += 1;
      health.lastReadMs = now();
      health.fault = null;
    },
    onFault(error) {
      health.faults += 1;
      health.fault = faultWords(error);
    },
    name: 'metrics_read',
    details: { deployment: side },
    message: 'the metrics of a deployment could not be read',
    log,
  });
  return { health, stop };
}
