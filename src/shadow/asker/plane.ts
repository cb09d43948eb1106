import type { MessagePort } from 'node:worker_threads';
import type { Config } from '../../config/schema.ts';
import type { Logger } from '../../log.ts';
import { ByteBudget } from '../../transport/byte-budget.ts';
import type { IdentityMemory } from '../../transport/identity-memory.ts';
import { openInbox } from '../../transport/inbox.ts';
import { Outbox } from '../../transport/outbox.ts';
import type { PlaneEnds } from '../../transport/worker-link.ts';
import { TurnWatch } from '../../wire/turn-watch.ts';
import { firstRevision } from '../../vocabulary/config-revision.ts';
import { exchangeShape } from '../../vocabulary/exchange-shape.ts';
import { Tally } from '../../vocabulary/tally.ts';
import { Directions } from '../directions.ts';
import { RouteCaps } from '../route-caps.ts';
import { AskedExchanges } from './asked-exchanges.ts';
import { HeldReleases } from './held-releases.ts';

export interface AskerPlaneOptions {
  /** Its candidate is primary. */
  readonly config: Config;
  readonly instance: string;
  readonly identityMemory: IdentityMemory | null;
  readonly tally: Tally;
  readonly log: Logger;
}

export interface AskerPlane {
  readonly ends: PlaneEnds;
  close(): void;
}

/**
 * Sends recorded requests to primary, in causal order and with primary's identities, and passes on the
 * results as the live plane would, so that the shadow plane behind it mirrors them like traffic.
 */
export function createAskerPlane(options: AskerPlaneOptions): AskerPlane {
  const { config, instance, identityMemory, tally, log } = options;
  const turnWatch = new TurnWatch();
  const outbox = new Outbox({
    shape: exchangeShape,
    budget: new ByteBudget(config.capture.budgetBytes),
    onLost: (records) => tally.shed('plane_restart', records),
  });
  const held = new HeldReleases(() => outbox.recordsInFlight);
  const exchanges = new AskedExchanges((exchange, release) => {
    const isSent = outbox.send(exchange);
    if (!isSent) tally.shed('capture_budget');
    // Until the shadow plane is done with an exchange, it counts as waiting: the playback must not run ahead
    // of the candidate.
    if (isSent) held.add(release);
    else release();
  });
  const directions = new Directions({
    config,
    revision: firstRevision,
    placesSince: firstRevision,
    instance,
    memory: { identitySeed: [], identityMemory, lagMemory: null },
    pairs: exchanges.asPairs,
    turnWatch,
    // Its own counts would be mistaken for the candidate's.
    tally: new Tally(),
    log,
    caps: new RouteCaps({ now: () => performance.now(), random: Math.random }),
    onOutage: () => undefined,
    random: Math.random,
    tapSkewMs: config.replay?.clockSkewMs ?? 0,
    recorded: new Map(),
    onAnswer: (exchange, { candidate }) => exchanges.noteOutcome(exchange, candidate),
    askToSend: null,
    effects: null,
    mayPause: true,
    comparesAnswers: false,
    onAsked: (exchange, translated) => exchanges.noteAsked(exchange, translated),
  });
  // Does not wait for a primary that is down: requests that it never got are not sent to the candidate.
  directions.current.mirroring.endHolds();
  tally.gauge('asked_in_flight', () => exchanges.inFlight);
  tally.gauge('asked_settled', () => exchanges.settled);
  tally.gauge('asked_known_statuses', () => exchanges.knownStatuses);
  tally.gauge('asked_changed_statuses', () => exchanges.changedStatuses);
  return {
    ends: {
      tally,
      keepsPriority: true,
      onInput: (port: MessagePort) =>
        openInbox(port, exchangeShape, (delivery) => {
          turnWatch.see(performance.now());
          turnWatch.afterEvents(() => directions.arrive(exchanges.taken(delivery)));
        }),
      onOutput: (port: MessagePort) => outbox.connect(port),
      onReread: () => directions.current.reread(),
    },
    close() {
      held.close();
      directions.close();
    },
  };
}
