import type { MessagePort } from 'node:worker_threads';
import type { IdentitySeed } from '../config/identity-seed.ts';
import { createRouteRenames } from '../config/route-renames.ts';
import type { Config } from '../config/schema.ts';
import { TurnWatch } from '../turn-watch.ts';
import { type Logger, RateLimitedLog } from '../log.ts';
import { openInbox } from '../transport/inbox.ts';
import type { IdentityMemory, LagMemory, PlaneEnds } from '../transport/worker-link.ts';
import { exchangeShape } from '../vocabulary/exchange-shape.ts';
import type { IdTypeChange } from '../vocabulary/identities.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { openUpstreamTls } from '../wire/open-upstream-tls.ts';
import { warnOfLoops } from './loop-warning.ts';
import { createMirrorPolicy } from './mirror-policy.ts';
import { Mirroring } from './mirroring.ts';
import { createPairSender } from './pair-sender.ts';
import { createReplayer } from './replayer.ts';
import { guardDeployment } from './sending/guarded-deployment.ts';
import { createSecondary } from './sending/secondary.ts';
import type { IdMapping } from './identity/book/id-mapping.ts';
import type { CandidateWorld } from './world/candidate-world.ts';
import { passthrough } from './world/passthrough.ts';
import { createStatefulWorld, type StatefulWorld } from './world/stateful-world.ts';

export interface ShadowPlaneOptions {
  readonly config: Config;
  readonly instance: string;
  readonly tally: Tally;
  readonly log: Logger;
  /** The contents of the seed file. */
  readonly identitySeed?: IdentitySeed;
  /** What outlives this plane where it is started again; none where nothing does. */
  readonly identityMemory?: IdentityMemory | null;
  /** Where lags are recorded for the compare plane; null where they are not needed. */
  readonly lagMemory?: LagMemory | null;
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
  const { config, instance, tally, log, random = Math.random } = options;
  const { mirror, capture } = config;
  const problems = new RateLimitedLog(log);
  const { world, secondaryWorld, stateful } = createWorlds(options);
  const turnWatch = new TurnWatch();
  const tls = openTlsOfDeployments(options);
  let outages = 0;
  const candidate = guardDeployment({
    name: 'candidate',
    upstream: config.candidate,
    tracing: config.tracing,
    tls: tls.candidate,
    bodyBytesMax: capture.bodyBytesMax,
    turnWatch,
    tally,
    log,
    problems,
    onBlocked: () => mirroring.onBlocked(),
    ...(isVersionSaidAnyway(config) ? {} : { onOutage: () => (outages += 1) }),
  });
  const secondary = createSecondary({
    config,
    tls: config.secondary?.kind === 'self' ? tls.primary : tls.secondary,
    turnWatch,
    tally,
    log,
    problems,
    random,
  });
  const pairs = createPairSender(capture.budgetBytes, tally, (exchange) =>
    world.pathIdentitiesOf(exchange),
  );
  const replayer = createReplayer({
    config,
    instance,
    world,
    candidate,
    primaryTls: tls.primary,
    pairs,
    turnWatch,
  });
  const mirroring = new Mirroring({
    queue: mirror,
    policy: warnOfLoops(createMirrorPolicy(config, instance), instance, problems),
    deployments: {
      instance,
      candidate,
      timeoutMs: config.candidate.timeoutMs,
      secondary,
      world,
      secondaryWorld,
      random,
    },
    ownsState: stateful !== null,
    pairs,
  });

  tally.watch(candidate);
  tally.gauge('mirror_queue', () => mirroring.waiting);
  tally.gauge('mirror_in_flight', () => mirroring.inFlight);
  tally.gauge('held_writes', () => mirroring.held);
  tally.gauge('mirror_lag_seconds', () => mirroring.lagMs / 1000);
  tally.gauge('identities', () => stateful?.identities ?? 0);
  tally.gauge('marks', () => stateful?.marks ?? 0);
  tally.gauge('breaker_open', () => (candidate.breaker.isOpen ? 1 : 0));

  tally.gauge('candidate_outages', () => outages);

  return {
    ends: {
      tally,
      takesTimes: true,
      onInput: (port: MessagePort) =>
        openInbox(port, exchangeShape, (delivery) => {
          // To put it in order takes long: answers that have come must be seen first.
          turnWatch.see(performance.now());
          turnWatch.afterEvents(() => mirroring.arrive(delivery));
        }),
      onOutput: (port: MessagePort) => pairs.connect(port),
      onReplay: (request) => replayer.replay(request),
      onReread: () => {
        for (const one of Object.values(tls)) one?.reread();
      },
      onForgetMarks: () => {
        world.forgetMarks();
        secondaryWorld.forgetMarks();
      },
    },
    close: () => {
      mirroring.close();
      candidate.close();
      secondary?.close();
      replayer.close();
      for (const one of Object.values(tls)) one?.close();
    },
  };
}

/** The live plane reports whether primary's files can be used. */
function openTlsOfDeployments({ config, log, tally }: ShadowPlaneOptions) {
  const { primary, candidate, secondary } = config;
  const ofSecondary = secondary?.kind === 'instance' ? secondary.tls : undefined;
  return {
    primary: openUpstreamTls({ part: 'primary', config: primary.tls, log, tally: null }),
    candidate: openUpstreamTls({ part: 'candidate', config: candidate.tls, log, tally }),
    secondary: openUpstreamTls({ part: 'secondary', config: ofSecondary, log, tally }),
  };
}

/** Else an outage is all that says that another build may answer. */
function isVersionSaidAnyway({ candidate: { version } }: Config): boolean {
  return version?.kind === 'fixed' || version?.kind === 'poll';
}

interface Worlds {
  readonly world: CandidateWorld;
  readonly secondaryWorld: CandidateWorld;
  /** The candidate's, where it has a state of its own. */
  readonly stateful: StatefulWorld | null;
}

function createWorlds({
  config,
  tally,
  log,
  identitySeed: seed = [],
  identityMemory = null,
  lagMemory = null,
}: ShadowPlaneOptions): Worlds {
  const stateful =
    config.mirror.methods === 'all'
      ? createStatefulWorld(config.identities, {
          seed,
          journal: identityMemory?.candidate,
          lags: lagMemory?.candidate,
          renamesOf: createRouteRenames(config),
          onTypeChange: (mapping) => {
            const change = typeChangeOf(mapping);
            tally.idTypeChanged(change);
            log.warn(change, 'the candidate writes these ids as another JSON type');
          },
        })
      : null;
  const secondaryWorld =
    stateful !== null && hasOwnState(config.secondary)
      ? createStatefulWorld(config.identities, {
          seed,
          journal: identityMemory?.secondary,
          lags: lagMemory?.secondary,
        })
      : passthrough;
  return { world: stateful ?? passthrough, secondaryWorld, stateful };
}

/** Without the id itself, which may be a secret. */
function typeChangeOf({ kind, primaryIsNumber, candidateIsNumber }: IdMapping): IdTypeChange {
  return {
    of: /^[a-z]{1,24}$/.test(kind) ? kind : 'id',
    primary: primaryIsNumber ? 'number' : 'string',
    candidate: candidateIsNumber ? 'number' : 'string',
  };
}

function hasOwnState(secondary: Config['secondary']): boolean {
  return secondary?.kind === 'instance' && secondary.ownState;
}
