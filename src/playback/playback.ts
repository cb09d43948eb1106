import type { MessagePort } from 'node:worker_threads';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/schema.ts';
import type { ExchangeSource } from '../recording/exchange-source.ts';
import { ByteBudget } from '../transport/byte-budget.ts';
import { Outbox } from '../transport/outbox.ts';
import { type ConfigRevision, firstRevision } from '../vocabulary/config-revision.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import { exchangeShape } from '../vocabulary/exchange-shape.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { soleTenure } from '../vocabulary/tenure.ts';
import { mergeSources, type ReadExchange, type SourceFault } from './merge-sources.ts';
import { type Selection, selectExchanges } from './select-exchanges.ts';
import { type Round, Timeline } from './timeline.ts';

/** How recordings are played. */
export interface PlaybackPlan extends Selection {
  /** Opens the files; to be called once for each round. */
  readonly open: () => Promise<readonly ExchangeSource[]>;
  /** When the first recording began, milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** A multiple of the recorded pace; 0 to play as fast as the order allows. */
  readonly speed: number;
  /** How many times all files are played. */
  readonly times: number;
}

/** The progress so far. */
export interface Played {
  /** Exchanges given to the shadow plane. */
  delivered: number;
  /** Exchanges that the selection excludes. */
  notSelected: number;
  /**
   * Unreadable parts: their number, the exchanges that are known to be lost with them, and the first faults.
   */
  faults: number;
  lost: number;
  /** Whether the number of unread exchanges is unknown: then the verdict cannot be a pass. */
  mayMissMore: boolean;
  readonly firstFaults: SourceFault[];
  /** Exchanges that were delivered, and that no plane counted before the replay gave up waiting for them. */
  notCounted: number;
  /** If primary was asked: its responses to requests whose recorded status is known, and those with another status. */
  knownStatuses: number;
  changedStatuses: number;
  /** Values of recorded answers that were not compared, because they are placeholders for secrets. */
  valuesNotRecorded: number;
  /** When the first and the last exchange were recorded, milliseconds since the epoch; null before the first. */
  fromMs: number | null;
  toMs: number | null;
  /** The progress, from 0 to 1. */
  share: number;
}

export interface PlaybackOptions {
  readonly config: Config;
  readonly plan: PlaybackPlan;
  readonly tally: Tally;
  /**
   * The number of writes that wait for a connection to the candidate, and pairs that wait for overlapping
   * writes.
   */
  readonly waitingAside: () => number;
}

const faultsShown = 20;
const roomAgainMs = 2;
/**
 * The pause between two rounds on the timeline: longer than the time over which exchanges may relate to each
 * other.
 */
const betweenRoundsMs = 10_000;

/**
 * The first plane of a replay: reads recordings and brings their exchanges, in order, to the shadow plane.
 */
export class Playback {
  readonly played: Played = {
    delivered: 0,
    notSelected: 0,
    faults: 0,
    lost: 0,
    mayMissMore: false,
    firstFaults: [],
    notCounted: 0,
    knownStatuses: 0,
    changedStatuses: 0,
    valuesNotRecorded: 0,
    fromMs: null,
    toMs: null,
    share: 0,
  };
  readonly #options: PlaybackOptions;
  readonly #budget: ByteBudget;
  readonly #outbox: Outbox<Exchange>;
  readonly #isSelected: (exchange: Exchange) => boolean;
  readonly #ending = new AbortController();
  #waitingMax: number;
  #revision: ConfigRevision = firstRevision;
  /** When the first exchange was delivered, by this process's clock, and its end on the timeline. */
  #begun: { readonly atMs: number; readonly endedAt: number } | null = null;
  #latestEnd = 0;
  /** The length of the recordings; known after the first round. */
  #roundMs = 0;

  constructor(options: PlaybackOptions) {
    const { config, plan, tally } = options;
    this.#options = options;
    this.#waitingMax = waitingMaxOf(config);
    this.#budget = new ByteBudget(config.capture.budgetBytes);
    this.#isSelected = selectExchanges(plan);
    this.#outbox = new Outbox<Exchange>({
      shape: exchangeShape,
      budget: this.#budget,
      onLost: (records) => tally.shed('plane_restart', records),
    });
    tally.gauge('capture_bytes', () => this.#budget.usedBytes);
    tally.gauge('capture_bytes_max', () => this.#budget.limitBytes);
  }

  /** The number of exchanges that the shadow plane has not released yet. */
  get inFlight(): number {
    return this.#outbox.recordsInFlight;
  }

  get isStopped(): boolean {
    return this.#ending.signal.aborted;
  }

  /** Sets the port to which exchanges are sent from now on. */
  onOutput(port: MessagePort): void {
    this.#outbox.connect(port);
  }

  configure(revision: ConfigRevision, config: Config): void {
    this.#revision = revision;
    this.#budget.limitBytes = config.capture.budgetBytes;
    this.#waitingMax = waitingMaxOf(config);
  }

  /** Stops reading and delivering. */
  stop(): void {
    this.#ending.abort();
  }

  /**
   * Plays all files.
   *
   * @returns when the last exchange is delivered, or {@link stop} was called
   * @throws the system's error if a file cannot be read
   */
  async play(): Promise<void> {
    const { times, startedAtMs } = this.#options.plan;
    const timeline = new Timeline(startedAtMs);
    for (let index = 0; index < times && !this.isStopped; index += 1) {
      const delayMs = index === 0 ? 0 : index * (this.#roundMs + betweenRoundsMs);
      await this.#playRound(timeline, { index, of: times, delayMs });
    }
  }

  async #playRound(timeline: Timeline, round: Round): Promise<void> {
    await using opened = new AsyncDisposableStack();
    const sources = await this.#options.plan.open();
    for (const source of sources) opened.use(source);
    for await (const read of mergeSources(sources, timeline)) {
      if (this.isStopped) return;
      if (read.kind === 'fault') this.#noteFault(read, round);
      else if (this.#isSelected(read.exchange)) await this.#deliver(read, timeline, round);
      else this.played.notSelected += 1;
      this.played.share = shareOf(sources, round);
    }
    this.#roundMs = this.#latestEnd;
  }

  async #deliver(read: ReadExchange, timeline: Timeline, round: Round): Promise<void> {
    const exchange: Exchange = {
      ...timeline.placed(read.recorder, read.exchange, round),
      revision: this.#revision,
      tenure: soleTenure,
    };
    await this.#whenDue(exchange.endedAt);
    if (!(await this.#sent(exchange))) return;
    const { wallClockMs } = exchange;
    this.played.delivered += 1;
    this.played.fromMs = Math.min(this.played.fromMs ?? wallClockMs, wallClockMs);
    this.played.toMs = Math.max(this.played.toMs ?? wallClockMs, wallClockMs);
    if (round.index === 0) this.#latestEnd = Math.max(this.#latestEnd, exchange.endedAt);
  }

  /** @returns false if that will never happen */
  async #sent(exchange: Exchange): Promise<boolean> {
    while (!this.isStopped) {
      if (this.#hasRoom) {
        if (this.#outbox.send(exchange)) return true;
        // An exchange larger than the whole budget never fits.
        if (this.inFlight === 0) {
          this.#options.tally.shed('capture_budget', 1);
          return false;
        }
      }
      await sleep(roomAgainMs);
    }
    return false;
  }

  get #hasRoom(): boolean {
    return this.inFlight - this.#options.waitingAside() < this.#waitingMax;
  }

  /** Keeps the recorded pace, or a multiple of it. */
  async #whenDue(endedAt: number): Promise<void> {
    const { speed } = this.#options.plan;
    if (speed === 0) return;
    this.#begun ??= { atMs: performance.now(), endedAt };
    const dueAtMs = this.#begun.atMs + (endedAt - this.#begun.endedAt) / speed;
    const { signal } = this.#ending;
    for (;;) {
      const waitMs = Math.min(dueAtMs - performance.now(), longestSleepMs);
      if (waitMs <= 0 || signal.aborted) return;
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  #noteFault(fault: SourceFault, round: Round): void {
    // Each round reads the same fault again.
    if (round.index > 0) return;
    this.played.faults += 1;
    this.played.lost += fault.exchanges;
    if (fault.mayHideMore === true) {
      this.played.mayMissMore = true;
      // At least this number is missing.
      this.#options.tally.shed('unreadable', Math.max(1, fault.exchanges));
    }
    if (this.played.firstFaults.length < faultsShown) this.played.firstFaults.push(fault);
  }
}

/** Timers count in 32 bits. */
const longestSleepMs = 2 ** 30;

function shareOf(sources: readonly ExchangeSource[], { index, of }: Round): number {
  const read = sources.reduce((sum, source) => sum + source.readShare(), 0);
  return (index + read / Math.max(1, sources.length)) / of;
}

/** As in a hub, exchanges are delivered only until enough wait to keep the candidate busy. */
function waitingMaxOf({ mirror }: Config): number {
  return 2 * mirror.concurrency;
}
