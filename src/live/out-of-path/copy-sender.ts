import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { OutOfPathConfig } from '../../config/out-of-path-schema.ts';
import type { Config } from '../../config/schema.ts';
import type { RateLimitedLog } from '../../log.ts';
import { type Admission, Breaker } from '../../transport/breaker.ts';
import { TokenBucket } from '../../transport/token-bucket.ts';
import type { ConfigRevision } from '../../vocabulary/config-revision.ts';
import type { LeftOutReason, ShedReason } from '../../vocabulary/shed.ts';
import type { Tally } from '../../vocabulary/tally.ts';
import { PendingExchange } from '../pending-exchange.ts';
import type { Recorder } from '../recorder.ts';
import type { Relay, RelayBinding } from '../relay.ts';
import { copiedRequest } from './copied-request.ts';
import type { Copy } from './copy.ts';
import { CopyLane, type LaneRelayOptions } from './copy-lane.ts';
import { type CopyPolicy, createCopyPolicy } from './copy-policy.ts';

export interface CopySenderOptions {
  readonly settings: OutOfPathConfig;
  readonly config: Config;
  /** The name of this process. */
  readonly instance: string;
  readonly recorder: Recorder;
  readonly tally: Tally;
  readonly problems: RateLimitedLog;
  readonly nextSequence: () => number;
  /** The primary in force. */
  readonly binding: () => RelayBinding & { readonly revision: ConfigRevision };
  readonly openRelay: (options: LaneRelayOptions) => Relay;
}

type UnsentCopy = Pick<Copy, 'head' | 'startedAt'>;

interface Waiting {
  readonly copy: Copy;
  readonly connection: number;
  readonly timeoutMs: number;
}

/**
 * Copies to primary pause after five failures in a row, or somewhat later if more than a third of its answers are
 * failures.
 */
const failuresMax = 5;
const forgiven = 0.5;
/** The smallest burst of copies. */
const burstMin = 5;
const finishedStepMs = 10;

/**
 * Sends copies to primary, with little load: limited in rate and number, and paused while primary is slow or
 * fails. A copy that cannot be sent at once waits, up to a limit, or is shed. The relay and its tap do the rest.
 */
export class CopySender {
  readonly #options: CopySenderOptions;
  readonly #rate: TokenBucket;
  readonly #breaker = new Breaker({ now: () => performance.now(), failuresMax, forgiven });
  readonly #waiting: Waiting[] = [];
  readonly #lanes = new Set<CopyLane>();
  readonly #idle = new Set<CopyLane>();
  #policy: CopyPolicy;
  #inFlight = 0;
  #copies = 0;

  constructor(options: CopySenderOptions) {
    this.#options = options;
    const { settings, config, instance, tally } = options;
    const { perSecondMax } = settings;
    this.#rate = new TokenBucket({ perSecondMax, burstMin, now: () => performance.now() });
    this.#policy = createCopyPolicy(config, instance);
    tally.gauge('copies', () => this.#copies);
    tally.gauge('copies_waiting', () => this.#waiting.length);
    tally.gauge('copies_waiting_max', () => settings.queueMax);
    tally.gauge('copies_in_flight', () => this.#inFlight);
    tally.gauge('copies_in_flight_max', () => settings.concurrency);
    tally.gauge('primary_breaker_open', () => Number(this.#breaker.isOpen));
  }

  configure(config: Config): void {
    this.#policy = createCopyPolicy(config, this.#options.instance);
  }

  /** A copy has arrived. */
  take(copy: Copy): void {
    this.#copies += 1;
    if (this.#options.recorder.limits === null) {
      copy.release();
      return;
    }
    // The client's connection is unknown, so each copy counts as a separate one.
    const connection = this.#copies;
    const { leftOut, timeoutMs } = this.#policy(copy.request, connection);
    // Policy first: a copy that policy leaves out is not a loss.
    const reason = leftOut ?? copy.cutBy ?? this.#overload();
    if (reason !== null) this.#leaveOut(copy, connection, reason);
    else {
      this.#waiting.push({ copy, connection, timeoutMs });
      this.#pump();
    }
  }

  /** No more copies arrive. Resolves when primary has answered the present ones, or the time is over. */
  async finish(withinMs: number): Promise<void> {
    const dueAt = performance.now() + withinMs;
    while (this.#inFlight + this.#waiting.length > 0 && performance.now() < dueAt) {
      await sleep(finishedStepMs);
    }
    for (const { copy, connection } of this.#waiting.splice(0)) {
      this.#leaveOut(copy, connection, 'aborted');
    }
    for (const lane of this.#lanes) lane.destroy();
    // A lane records its exchange when it has closed.
    await nextTurn();
  }

  /** Why primary gets no further copy now. If it may get one, a token of the rate is taken, and null is returned. */
  #overload(): ShedReason | null {
    if (this.#breaker.isBlocking) return 'primary_breaker';
    if (this.#waiting.length >= this.#options.settings.queueMax) return 'primary_busy';
    return this.#rate.take() ? null : 'primary_rate';
  }

  #pump(): void {
    while (this.#inFlight < this.#options.settings.concurrency) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const admission = this.#breaker.admit();
      if (admission === 'blocked') {
        this.#leaveOut(next.copy, next.connection, 'primary_breaker');
      } else this.#ask(next, admission);
    }
  }

  #ask({ copy, connection, timeoutMs }: Waiting, admission: Admission): void {
    const { settings, instance } = this.#options;
    const { hostSuffix, slowMs } = settings;
    const request = copiedRequest(copy, { hostSuffix, instance });
    // Without its body, which is not kept twice.
    const unsent = { head: copy.head, startedAt: copy.startedAt };
    copy.release();
    this.#inFlight += 1;
    this.#lane().ask({
      request,
      connection,
      slowMs,
      timeoutMs,
      onResult: (result) => this.#breaker.settle(admission, result),
      onLost: () => this.#recordUnsent(unsent, connection, 'aborted'),
    });
  }

  #lane(): CopyLane {
    const binding = this.#options.binding();
    // The most recently used one, so that the others can close.
    for (const lane of [...this.#idle].toReversed()) {
      this.#idle.delete(lane);
      if (lane.isUsable && lane.binding === binding) return lane;
      lane.destroy();
    }
    const lane = new CopyLane({
      recorder: this.#options.recorder,
      openRelay: this.#options.openRelay,
      onFree: (one) => this.#onFree(one),
      onClosed: (one) => {
        this.#lanes.delete(one);
        this.#idle.delete(one);
      },
    });
    this.#lanes.add(lane);
    return lane;
  }

  #onFree(lane: CopyLane): void {
    this.#inFlight -= 1;
    if (lane.isUsable) this.#idle.add(lane);
    this.#pump();
  }

  /** The copy is not sent to primary, but is counted with its route, as in the path. */
  #leaveOut(copy: Copy, connection: number, reason: LeftOutReason): void {
    copy.release();
    if (reason === 'already_mirrored') this.#options.problems.warn('loop', {}, loopWords);
    this.#recordUnsent(copy, connection, reason);
  }

  #recordUnsent({ head, startedAt }: UnsentCopy, connection: number, reason: LeftOutReason): void {
    const { recorder, nextSequence, binding } = this.#options;
    const { revision } = binding();
    const ids = { sequence: nextSequence(), revision };
    const pending = new PendingExchange(ids, startedAt, head, recorder.limits);
    pending.breakOff(reason, performance.now());
    recorder.record(pending, connection);
  }
}

const loopWords =
  'a request of Parallax came back as a copy: primary, the candidate or a service that they call gets requests through the ' +
  'proxy that mirrors to this Parallax; the copy is not sent to primary';
