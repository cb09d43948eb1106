import { isDeepStrictEqual } from 'node:util';
import { outOfPathOf } from '../config/out-of-path.ts';
import { isTurned } from '../config/places.ts';
import type { Config } from '../config/schema.ts';
import { type Logger, RateLimitedLog } from '../log.ts';
import type { Delivery } from '../transport/inbox.ts';
import type { TurnWatch } from '../wire/turn-watch.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import { parseRequestHead } from '../vocabulary/raw-head.ts';
import type { ReplayRequest } from '../vocabulary/replay.ts';
import { RevisionMap } from '../vocabulary/revision-map.ts';
import type { LeftOutReason } from '../vocabulary/shed.ts';
import type { Tally } from '../vocabulary/tally.ts';
import type { UnseenSpan } from '../vocabulary/unseen-span.ts';
import { type OpenUpstreamTls, openUpstreamTls } from '../wire/open-upstream-tls.ts';
import { Deployments } from './deployments.ts';
import { warnOfLoops } from './loop-warning.ts';
import { createMirrorPolicy, type MirrorPolicy } from './mirror-policy.ts';
import { Mirroring, type MirroringOptions } from './mirroring.ts';
import type { PairSender } from './pair-sender.ts';
import { createOperationReader, type OperationReader } from './operations/operation-reader.ts';
import { createReplayer, type Replayer } from './replayer.ts';
import type { RouteCaps } from './route-caps.ts';
import { createExchangeRenames, type ExchangeRenames } from './world/exchange-renames.ts';
import { createWorlds, type Worlds, type WorldsMemory, type WorldsOptions } from './worlds.ts';

export interface DirectionOptions {
  readonly config: Config;
  readonly revision: ConfigRevision;
  readonly instance: string;
  readonly memory: WorldsMemory;
  readonly places: WorldsOptions['places'];
  readonly pairs: PairSender;
  readonly turnWatch: TurnWatch;
  readonly tally: Tally;
  readonly log: Logger;
  /** The caps of routes; they outlive a config. */
  readonly caps: RouteCaps;
  /** Called when nobody listens at the candidate's address, and its version is not known. */
  readonly onOutage: () => void;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
  /** By how much the clocks of two taps may differ, in milliseconds; 0 if there is only one. */
  readonly tapSkewMs: number;
  readonly recorded: MirroringOptions['recorded'];
  readonly onAnswer: MirroringOptions['onAnswer'];
  readonly askToSend: MirroringOptions['askToSend'];
  readonly effects: MirroringOptions['effects'];
  readonly comparesAnswers?: MirroringOptions['comparesAnswers'];
  readonly onAsked?: MirroringOptions['onAsked'];
  /** Exchanges may stop arriving for a while and come later, as in a hub. */
  readonly mayPause: boolean;
}

/** Mirrors the exchanges of one primary to one candidate, under a config and its successors. */
export class Direction {
  readonly #options: DirectionOptions;
  readonly #problems: RateLimitedLog;
  readonly #policies = new RevisionMap<MirrorPolicy>();
  readonly #worlds: Worlds;
  readonly #deployments: Deployments;
  readonly #mirroring: Mirroring;
  #config: Config;
  #revision: ConfigRevision;
  #operationOf: OperationReader;
  #renames: ExchangeRenames | null;
  #replaying: Replaying;

  /** @throws ParallaxError `tls_files` if TLS files cannot be used */
  constructor(options: DirectionOptions) {
    const { config, revision, instance, tally, log, pairs, random, turnWatch, tapSkewMs } = options;
    this.#options = options;
    this.#config = config;
    this.#revision = revision;
    this.#problems = new RateLimitedLog(log);
    this.#operationOf = createOperationReader(config);
    this.#renames = createExchangeRenames(config, this.#operationOf);
    this.#worlds = createWorlds({
      config,
      tally,
      log,
      memory: options.memory,
      places: options.places,
      tapSkewMs,
      renamesOf: (exchange, head) => this.#renames?.(exchange, head) ?? noRenames,
    });
    this.#deployments = new Deployments({
      config,
      turnWatch,
      tally,
      log,
      problems: this.#problems,
      random,
      onCandidateBlocked: () => this.#mirroring.onBlocked(),
      onOutage: options.onOutage,
    });
    const { world, secondaryWorld, stateful } = this.#worlds;
    this.#setPolicy(revision, config);
    this.#mirroring = new Mirroring({
      queue: config.mirror,
      policy: (exchange, head) => this.#policies.at(exchange.revision)(exchange, head),
      revision: () => this.#revision,
      deployments: withWorlds(this.#deployments, { instance, world, secondaryWorld, random }),
      ownsState: stateful !== null,
      primaryOwnsState: outOfPathOf(config)?.primaryOwnState === true,
      pairs,
      tapSkewMs,
      recorded: options.recorded,
      onAnswer: options.onAnswer,
      askToSend: options.askToSend,
      effects: options.effects,
      comparesAnswers: options.comparesAnswers,
      onAsked: options.onAsked,
      mayPause: options.mayPause,
      // Waiting pairs use the capture budget, and must not use it up.
      waitingBytesMax: () => this.#config.capture.budgetBytes / 4,
    });
    this.#replaying = this.#openReplaying();
  }

  get worlds(): Worlds {
    return this.#worlds;
  }

  get mirroring(): Mirroring {
    return this.#mirroring;
  }

  /** Whether nothing waits, and nothing is under way. */
  get isIdle(): boolean {
    return this.#mirroring.isIdle;
  }

  /** Whether another config mirrors from the same primary's state to the same candidate's. */
  isAsIn(config: Config): boolean {
    return isSameDirection(this.#config, config);
  }

  /**
   * Changes the config: its routes apply to exchanges that begin under it, and its deployments to requests
   * that are sent from now on.
   *
   * @throws ParallaxError `tls_files` if TLS files cannot be used; then nothing has changed
   */
  configure(revision: ConfigRevision, config: Config): void {
    const former = this.#config;
    const isNewCandidate = this.#deployments.configure(config);
    this.#config = config;
    this.#revision = revision;
    this.#operationOf = createOperationReader(config);
    this.#renames = createExchangeRenames(config, this.#operationOf);
    this.#setPolicy(revision, config);
    this.#mirroring.configure(config.mirror);
    if (isReplayedOtherwise(former, config)) {
      this.#replaying.close();
      this.#replaying = this.#openReplaying();
    }
    if (isNewCandidate) this.#mirroring.onCandidateReplaced();
  }

  arrive(delivery: Delivery<Exchange>): void {
    this.#mirroring.arrive(delivery);
  }

  /** Passes on an exchange that is not mirrored, and whose turn in the order is unknown. */
  leaveOut({ record, release }: Delivery<Exchange>, reason: LeftOutReason): void {
    const { name } = this.#operationOf(record, parseRequestHead(record.request.head));
    this.#options.pairs.sendUnsent({ record, release, operation: name }, reason);
  }

  replay(request: ReplayRequest): void {
    this.#replaying.replayer.replay(request);
  }

  /** Gives up everything that waits. */
  abandon(reason: LeftOutReason): void {
    this.#mirroring.abandon(reason);
  }

  forgetMarks(): void {
    this.#worlds.world.forgetMarks();
    this.#worlds.secondaryWorld.forgetMarks();
  }

  /** Notes that a tap was lost, so that its writes are unknown. */
  noteUnseen(span: UnseenSpan): void {
    this.#worlds.world.noteUnseen(span);
    this.#worlds.secondaryWorld.noteUnseen(span);
  }

  /** Reloads the TLS files that have changed. */
  reread(): void {
    this.#deployments.reread();
    this.#replaying.tls?.reread();
  }

  close(): void {
    this.#mirroring.close();
    this.#deployments.close();
    this.#replaying.close();
  }

  #setPolicy(revision: ConfigRevision, config: Config): void {
    const { instance, caps } = this.#options;
    const policy = createMirrorPolicy(config, instance, caps, this.#operationOf);
    this.#policies.set(revision, warnOfLoops(policy, instance, this.#problems));
  }

  #openReplaying(): Replaying {
    const { instance, pairs, turnWatch, log } = this.#options;
    const config = this.#config;
    const tls = openUpstreamTls({ part: 'primary', config: config.primary.tls, log, tally: null });
    const replayer = createReplayer({
      config,
      instance,
      world: this.#worlds.world,
      operationOf: (exchange, head) => this.#operationOf(exchange, head),
      candidate: () => this.#deployments.candidate,
      primaryTls: tls,
      pairs,
      revision: () => this.#revision,
      turnWatch,
    });
    return {
      replayer,
      tls,
      close() {
        replayer.close();
        tls?.close();
      },
    };
  }
}

const noRenames = { reshaper: null };

interface Replaying {
  readonly replayer: Replayer;
  readonly tls: OpenUpstreamTls | null;
  close(): void;
}

/** The deployments at the time of sending. */
function withWorlds<T extends object>(
  deployments: Deployments,
  worlds: T,
): T & Pick<Deployments, 'candidate' | 'secondary' | 'timeoutMs'> {
  return Object.defineProperties(
    { ...worlds },
    {
      candidate: { get: () => deployments.candidate },
      secondary: { get: () => deployments.secondary },
      timeoutMs: { get: () => deployments.timeoutMs },
    },
  ) as T & Pick<Deployments, 'candidate' | 'secondary' | 'timeoutMs'>;
}

/** Whether both mirror from the same primary's state to the same candidate's. */
export function isSameDirection(before: Config, now: Config): boolean {
  return (
    !isTurned(before, now) &&
    before.mirror.methods === now.mirror.methods &&
    before.candidate.ownState === now.candidate.ownState &&
    ownStateOfSecondary(before) === ownStateOfSecondary(now)
  );
}

function ownStateOfSecondary({ secondary }: Config): boolean {
  return secondary?.kind === 'instance' && secondary.ownState;
}

function isReplayedOtherwise(before: Config, now: Config): boolean {
  return !(
    isDeepStrictEqual(before.primary, now.primary) &&
    isDeepStrictEqual(before.candidate, now.candidate) &&
    isDeepStrictEqual(before.routes, now.routes) &&
    before.capture.bodyBytesMax === now.capture.bodyBytesMax
  );
}
