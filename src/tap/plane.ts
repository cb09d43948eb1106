import type { Registry } from 'prom-client';
import type { Config } from '../config/schema.ts';
import type { FleetConfig } from '../config/fleet-schema.ts';
import type { Logger } from '../log.ts';
import { createSmallRegistry } from '../metrics/small-registry.ts';
import type { PlaneEnds, TapSetup } from '../transport/worker-link.ts';
import type { ProcessTotals } from '../vocabulary/plane-message.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { registerUplinkMetrics } from './admin/uplink-metrics.ts';
import { createStreamPublisher } from './stream-publisher.ts';
import { Uplink } from './uplink.ts';

export interface UplinkPlaneOptions {
  readonly fleet: FleetConfig;
  readonly config: Config;
  readonly tap: TapSetup;
  readonly tally: Tally;
  readonly log: Logger;
}

/** The plane after the live plane of a tap, and the content of its admin address. */
export interface UplinkPlane {
  readonly ends: PlaneEnds;
  readonly registry: Registry;
  /** Registers metrics that were added since the last scrape. */
  readonly beforeScrape: () => void;
  readonly totals: () => ProcessTotals | null;
}

/** The time limit for publishing the rest at the end; the supervisor waits three seconds. */
const closeMsMax = 2_000;

export function createUplinkPlane(options: UplinkPlaneOptions): UplinkPlane {
  const { fleet, tap, tally, log } = options;
  const { identity } = tap;
  let totals: ProcessTotals | null = null;
  const publisher = createStreamPublisher({ fleet, instance: identity.instance, log });
  const uplink = new Uplink({ fleet, tap, queue: publisher.queue, tally });

  const { registry, beforeScrape } = createSmallRegistry(identity, () => totals);
  registerUplinkMetrics(registry, {
    published: uplink.published,
    isConnected: () => publisher.isConnected,
    unackedBytes: () => publisher.queue.unackedBytes,
    oldestMs: () => publisher.queue.oldestMs(performance.now()),
  });

  const ends: PlaneEnds = {
    tally,
    // After three seconds without a note, hubs go on without this tap, although it still serves.
    keepsPriority: true,
    onInput: (port) => uplink.takeFrom(port),
    onTotals(latest) {
      totals = latest;
    },
    onConfig({ config }) {
      log.level = config.log.level;
    },
    onEnd: () => publisher.close(closeMsMax),
  };
  return { ends, registry, beforeScrape, totals: () => totals };
}
