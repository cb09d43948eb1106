import type { MessagePort } from 'node:worker_threads';
import type { Config } from '../config/schema.ts';
import { TurnWatch } from '../turn-watch.ts';
import type { Logger } from '../log.ts';
import { ByteBudget } from '../transport/byte-budget.ts';
import { openInbox } from '../transport/inbox.ts';
import type { PlaneEnds } from '../transport/worker-link.ts';
import { type ConfigRevision, firstRevision } from '../vocabulary/config-revision.ts';
import { exchangeShape } from '../vocabulary/exchange-shape.ts';
import type { Tally } from '../vocabulary/tally.ts';
import type { Direction } from './direction.ts';
import { Directions } from './directions.ts';
import { createPairSender } from './pair-sender.ts';
import { RouteCaps } from './route-caps.ts';
import type { WorldsMemory } from './worlds.ts';

export interface ShadowPlaneOptions extends Partial<WorldsMemory> {
  readonly config: Config;
  readonly revision?: ConfigRevision;
  /** Of the config, if not given. */
  readonly placesSince?: ConfigRevision;
  readonly instance: string;
  readonly tally: Tally;
  readonly log: Logger;
  /** By which the clocks of two taps may differ, in milliseconds; 0, as where it is absent, where there is only one. */
  readonly tapSkewMs?: number;
  /** What chance decides, evenly spread over [0, 1). */
  readonly random?: () => number;
}

export interface ShadowPlane {
  readonly ends: PlaneEnds;
  close(): void;
}

/**
 * Mirrors exchanges to the candidate, and to the secondary if there is one, in causal order, and
 * passes on what became of each. What is not mirrored goes on as well, with the reason, so that
 * coverage is known.
 */
export function createShadowPlane(options: ShadowPlaneOptions): ShadowPlane {
  const { config, revision = firstRevision, placesSince = revision } = options;
  const { instance, tally, log, random = Math.random, tapSkewMs = 0 } = options;
  const { identitySeed = [], identityMemory = null, lagMemory = null } = options;
  const turnWatch = new TurnWatch();
  const budget = new ByteBudget(config.capture.budgetBytes);
  let outages = 0;
  const pairs = createPairSender(budget, tally, (exchange) =>
    directions.current.worlds.world.pathIdentitiesOf(exchange),
  );
  const directions: Directions = new Directions({
    config,
    revision,
    placesSince,
    instance,
    memory: { identitySeed, identityMemory, lagMemory },
    pairs,
    turnWatch,
    tally,
    log,
    caps: new RouteCaps({ now: () => performance.now(), random }),
    onOutage: () => (outages += 1),
    random,
    tapSkewMs,
  });
  reportGauges(tally, () => directions.current);
  tally.gauge('candidate_outages', () => outages);

  return {
    ends: {
      tally,
      takesTimes: true,
      onInput: (port: MessagePort) =>
        openInbox(port, exchangeShape, (delivery) => {
          // To put it in order takes long: answers that have come must be seen first.
          turnWatch.see(performance.now());
          turnWatch.afterEvents(() => directions.arrive(delivery));
        }),
      onOutput: (port: MessagePort) => pairs.connect(port),
      onReplay: (request) => directions.current.replay(request),
      onReread: () => directions.current.reread(),
      onForgetMarks: () => directions.current.forgetMarks(),
      onConfig({ revision: next, config: nextConfig }) {
        directions.configure(next, nextConfig);
        budget.limitBytes = nextConfig.capture.budgetBytes;
        log.level = nextConfig.log.level;
      },
      onDrained: (drained) => directions.noteDrained(drained),
    },
    close: () => directions.close(),
  };
}

function reportGauges(tally: Tally, current: () => Direction): void {
  tally.gauge('mirror_queue', () => current().mirroring.waiting);
  tally.gauge('mirror_in_flight', () => current().mirroring.inFlight);
  tally.gauge('held_writes', () => current().mirroring.held);
  tally.gauge('mirror_lag_seconds', () => current().mirroring.lagMs / 1000);
  tally.gauge('identities', () => current().worlds.stateful?.identities ?? 0);
  tally.gauge('marks', () => current().worlds.stateful?.marks ?? 0);
}
