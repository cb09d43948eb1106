import type { MessagePort } from 'node:worker_threads';
import type { Config } from '../config/schema.ts';
import { TurnWatch } from '../wire/turn-watch.ts';
import { waitingPairsMax } from './overlapping-writes.ts';
import type { Logger } from '../log.ts';
import { ByteBudget } from '../transport/byte-budget.ts';
import { openInbox } from '../transport/inbox.ts';
import type { HubSetup } from '../transport/hub-setup.ts';
import type { PlaneEnds, SupervisorLink } from '../transport/worker-link.ts';
import { type ConfigRevision, firstRevision } from '../vocabulary/config-revision.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import { exchangeShape } from '../vocabulary/exchange-shape.ts';
import { noPathIdentities } from '../vocabulary/identities.ts';
import { isReplay } from '../vocabulary/replay.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { soleTenure } from '../vocabulary/tenure.ts';
import { AnswerJournal } from './answer-journal.ts';
import { EffectNotes } from './effect-notes.ts';
import { GrantRequests } from './grant-requests.ts';
import type { Direction } from './direction.ts';
import { createPairSender } from './pair-sender.ts';
import { RouteCaps } from './route-caps.ts';
import { Tenures } from './tenures.ts';
import type { WorldsMemory } from './worlds.ts';

export interface ShadowPlaneOptions extends Partial<WorldsMemory> {
  readonly config: Config;
  readonly revision?: ConfigRevision;
  /** The revision of the config, if not given. */
  readonly placesSince?: ConfigRevision;
  readonly instance: string;
  /** Null or absent for a process that is not a hub. */
  readonly hub?: HubSetup | null;
  readonly tally: Tally;
  readonly log: Logger;
  /** The source of random numbers, evenly spread over [0, 1). */
  readonly random?: () => number;
}

export interface ShadowPlane {
  readonly ends: PlaneEnds;
  close(): void;
}

/**
 * Mirrors exchanges in causal order to the candidate, and to the secondary if there is one, and passes on the
 * result of each. Exchanges that are not mirrored are passed on, too, with the reason, so that coverage is
 * known.
 */
export function createShadowPlane(options: ShadowPlaneOptions): ShadowPlane {
  const { config, revision = firstRevision, placesSince = revision } = options;
  const { instance, tally, log, random = Math.random } = options;
  const { identitySeed = [], identityMemory = null, lagMemory = null, hub = null } = options;
  const { replay } = config;
  // Several hosts have several clocks: the taps of a hub, or the recorders of several recordings.
  const tapSkewMs = hub === null ? (replay?.clockSkewMs ?? 0) : (config.fleet?.clockSkewMs ?? 0);
  const turnWatch = new TurnWatch();
  const budget = new ByteBudget(config.capture.budgetBytes);
  let outages = 0;
  const isToReport = ({ sequence, tenure, isCounted }: Exchange): boolean =>
    isReplay(sequence) || (isCounted !== true && tenures.isHeld(tenure));
  const pairs = createPairSender({
    budget,
    tally,
    isToReport,
    pathIdentitiesOf(exchange) {
      const direction = tenures.directionOf(exchange.tenure) ?? tenures.anyDirection;
      return direction?.worlds.world.pathIdentitiesOf(exchange) ?? noPathIdentities;
    },
  });
  let link: SupervisorLink | null = null;
  const journal = new AnswerJournal((batch) => link?.answered(batch));
  const grants = new GrantRequests((sends) => link?.askToSend(sends));
  const tenures: Tenures = new Tenures({
    config,
    revision,
    placesSince,
    instance,
    memory: { identitySeed, lagMemory },
    pairs,
    turnWatch,
    tally,
    log,
    caps: new RouteCaps({ now: () => performance.now(), random }),
    onOutage: () => (outages += 1),
    random,
    tapSkewMs,
    onAnswer: hub === null ? null : (exchange, answer) => journal.add(exchange.tenure, answer),
    askToSend:
      hub === null
        ? null
        : ({ tenure, sequence }, isAwaited) => grants.add(tenure, sequence, isAwaited),
    effects:
      hub === null
        ? null
        : new EffectNotes(
            (tenure) => tenures.isHeld(tenure),
            (effects) => link?.effectsNoted(effects),
          ),
    mayPause: hub !== null || (replay !== undefined && !replay.asksPrimary),
  });
  if (hub === null) tenures.begin(soleTenure, identityMemory);
  else for (const one of hub.tenures) tenures.begin(one.tenure, one.identityMemory, one.recorded);
  reportGauges(tally, tenures);
  tally.gauge('candidate_outages', () => outages);

  return {
    ends: {
      tally,
      keepsPriority: true,
      onLinked: (linked) => {
        link = linked;
      },
      onInput: (port: MessagePort) =>
        openInbox(port, exchangeShape, (delivery) => {
          // Putting an exchange in order takes long, so answers that have arrived are noted first.
          turnWatch.see(performance.now());
          turnWatch.afterEvents(() => {
            if (!tenures.arrive(delivery)) delivery.release();
          });
        }),
      onOutput: (port: MessagePort) => pairs.connect(port),
      onReplay: (request) => tenures.directionOf(request.tenure)?.replay(request),
      onReread: () => tenures.directions.forEach((one) => one.reread()),
      onForgetMarks: () => tenures.directions.forEach((one) => one.forgetMarks()),
      onConfig(change) {
        const { config: nextConfig } = change;
        tenures.configure(change);
        budget.limitBytes = nextConfig.capture.budgetBytes;
        log.level = nextConfig.log.level;
      },
      onDrained: (drained) => tenures.noteDrained(drained),
      onTenureBegun: (begun) => tenures.begin(begun.tenure, begun.identityMemory, begun.recorded),
      onTapSilent: ({ tenure, span }) => tenures.directionOf(tenure)?.noteUnseen(span),
      onSendGranted: ({ tenure, sequences }) =>
        tenures.directionOf(tenure)?.mirroring.onGranted(sequences),
      onTenureEnding: (ending) => tenures.endPauses(ending),
      onTenureEnded: (ended) => tenures.end(ended),
      onHoldsEnded: () => tenures.endHolds(),
    },
    close: () => {
      journal.close();
      grants.close();
      tenures.close();
    },
  };
}

function reportGauges(tally: Tally, tenures: Tenures): void {
  const sumOf = (read: (direction: Direction) => number): number =>
    tenures.directions.reduce((sum, direction) => sum + read(direction), 0);
  tally.gauge('mirror_queue', () => sumOf(({ mirroring }) => mirroring.waiting));
  tally.gauge('mirror_queue_max', () => sumOf(({ mirroring }) => mirroring.limits.queueMax));
  tally.gauge('mirror_in_flight', () => sumOf(({ mirroring }) => mirroring.inFlight));
  tally.gauge('mirror_in_flight_max', () => sumOf(({ mirroring }) => mirroring.limits.concurrency));
  tally.gauge('held_writes', () => sumOf(({ mirroring }) => mirroring.held));
  tally.gauge('held_writes_max', () => sumOf(({ mirroring }) => mirroring.heldMax));
  tally.gauge('held_pairs', () => sumOf(({ mirroring }) => mirroring.heldPairs));
  tally.gauge('held_pairs_max', () => sumOf(() => waitingPairsMax));
  tally.gauge('mirror_lag_seconds', () =>
    Math.max(0, ...tenures.directions.map(({ mirroring }) => mirroring.lagMs / 1000)),
  );
  tally.gauge('identities', () => sumOf(({ worlds }) => worlds.stateful?.identities ?? 0));
  tally.gauge('identities_max', () => sumOf(({ worlds }) => worlds.stateful?.identitiesMax ?? 0));
  tally.gauge('marks', () => sumOf(({ worlds }) => worlds.stateful?.marks ?? 0));
  tally.gauge('marks_max', () => sumOf(({ worlds }) => worlds.stateful?.marksMax ?? 0));
  const unsaved = (part: 'marks' | 'states'): number =>
    sumOf(({ worlds }) => worlds.stateful?.leftOutOfJournal[part] ?? 0);
  tally.gauge('marks_unsaved', () => unsaved('marks'));
  tally.gauge('marks_without_states', () => unsaved('states'));
}
