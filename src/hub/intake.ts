import type { MessagePort } from 'node:worker_threads';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { type FleetConfig, partitionsOf } from '../config/fleet-schema.ts';
import type { Config } from '../config/schema.ts';
import { faultOf, type Logger, RateLimitedLog } from '../log.ts';
import type { Postgres } from '../postgres/connect.ts';
import type { HeldLease, HubIdentity } from '../postgres/leases.ts';
import { ByteBudget } from '../transport/byte-budget.ts';
import { Outbox } from '../transport/outbox.ts';
import { openRecordingOutbox, type RecordingOutbox } from '../transport/recording-outbox.ts';
import type { Committed, HeardTap, TapSilent, TapShedTotals } from '../transport/worker-message.ts';
import { type ConfigRevision, firstRevision } from '../vocabulary/config-revision.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import { exchangeShape } from '../vocabulary/exchange-shape.ts';
import type { PlaneReport, WorkerPlane } from '../vocabulary/plane-message.ts';
import type { AnswerBatch, RecordedAnswers } from '../vocabulary/recorded-answer.ts';
import type { TenureEffects } from '../vocabulary/tenure-effects.ts';
import type { TenureSends } from '../vocabulary/tenure-sends.ts';
import type { Tally } from '../vocabulary/tally.ts';
import type { Tenure } from '../vocabulary/tenure.ts';
import type { UnreadableFault } from './held-partition-options.ts';
import { GivenUp } from './given-up.ts';
import { HeardTaps } from './heard-taps.ts';
import { Holding } from './holding.ts';
import { IntakeCounts, registerIntakeGauges } from './intake-counts.ts';
import { LeaseKeeper } from './leases/lease-keeper.ts';
import { NatsPresence } from './nats-presence.ts';
import { TapLanes } from './tap-lanes.ts';

export interface IntakeOptions {
  readonly config: Config;
  readonly fleet: FleetConfig;
  readonly self: HubIdentity;
  readonly postgres: Postgres;
  /** Null while there is no connection. */
  readonly connection: () => NatsConnection | null;
  /** @returns when the other planes know of the tenure */
  readonly beginTenure: (tenure: Tenure, recorded: RecordedAnswers) => Promise<void>;
  /** A record of these exchanges is in the stream. */
  readonly grantSends: (sends: TenureSends) => void;
  /** No more exchanges of this tenure are delivered. */
  readonly leaveTenure: (tenure: number) => void;
  readonly endTenure: (tenure: number) => void;
  readonly onTapSilent: (silent: TapSilent) => void;
  readonly onTapShed: (totals: TapShedTotals) => void;
  /**
   * The number of writes that wait for a connection to the candidate, and pairs that wait for overlapping
   * writes.
   */
  readonly waitingAside: () => number;
  /** Called once a second with the taps that were heard since, if there are any. */
  readonly onTapsHeard: (taps: readonly HeardTap[]) => void;
  readonly tally: Tally;
  readonly log: Logger;
}

/** Exchanges that planes shed for these reasons never reach the control plane. */
const neverPassedOn = ['plane_restart', 'compare_budget', 'control_budget'] as const;
const tickMs = 1_000;
/** The wall clock of an exchange is read later than the time of its first byte. */
const offsetErrorMs = 1_000;
/** How long a hand-over waits for delivered exchanges; the evidence is saved once a second. */
const finishMsMax = 10_000;

/**
 * The first plane of a hub: holds leases of partitions, and brings the exchanges of the taps, in order, to
 * the shadow plane.
 */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #problems: RateLimitedLog;
  readonly #outbox: Outbox<Exchange>;
  readonly #budget: ByteBudget;
  /** Null if nothing is recorded. */
  readonly #recording: RecordingOutbox | null;
  readonly #lanes: TapLanes;
  readonly #keeper: LeaseKeeper;
  readonly #holdings = new Map<number, Holding>();
  #tenures = 0;
  #waitingMax: number;
  #wallOffsetMs = 0;
  #revision: ConfigRevision = firstRevision;
  readonly #nats: NatsPresence;
  readonly #counts = new IntakeCounts();
  readonly #heard: HeardTaps;
  readonly #givenUp = new GivenUp();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: IntakeOptions) {
    const { config, self, postgres, log, tally } = options;
    this.#options = options;
    this.#waitingMax = waitingMaxOf(config);
    this.#heard = new HeardTaps(options.onTapShed);
    this.#problems = new RateLimitedLog(log);
    this.#budget = new ByteBudget(config.capture.budgetBytes);
    this.#outbox = new Outbox<Exchange>({
      shape: exchangeShape,
      budget: this.#budget,
      onLost: (records) => {
        tally.shed('plane_restart', records);
        this.#givenUp.noteCounted(records);
      },
    });
    this.#recording =
      config.record === undefined
        ? null
        : openRecordingOutbox(config.capture.budgetBytes, tally, () => this.#wallOffsetMs);
    this.#lanes = new TapLanes(postgres);
    this.#nats = new NatsPresence(() => options.connection() !== null);
    this.#keeper = new LeaseKeeper({
      postgres,
      self,
      partitions: partitionsOf(options.fleet),
      isReady: () => this.#nats.look(),
      onTaken: (lease, former) => {
        if (former !== null) this.#counts.takeovers += 1;
        this.#take(lease);
      },
      onLost: (lease) => void this.#lose(lease),
      onHandOver: (lease) => void this.#handOver(lease),
      log,
    });
  }

  start(): void {
    const { tally } = this.#options;
    const partitions = (): number => this.#keeper.partitions;
    tally.gauge('capture_bytes', () => this.#budget.usedBytes);
    tally.gauge('capture_bytes_max', () => this.#budget.limitBytes);
    registerIntakeGauges(tally, this.#counts, partitions, () =>
      Array.from(this.#holdings.values(), ({ partition }) => partition),
    );
    this.#keeper.start();
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  /** Sets the port to which exchanges are sent from now on. */
  onOutput(port: MessagePort): void {
    this.#outbox.connect(port);
  }

  /** Sets the port to which exchanges are sent for recording from now on. */
  onRecording(port: MessagePort): void {
    this.#recording?.outbox.connect(port);
  }

  /** The records that were sent for recording and not yet returned as credit. */
  get recordingInFlight(): number {
    return this.#recording?.outbox.recordsInFlight ?? 0;
  }

  configure(revision: ConfigRevision, config: Config): void {
    this.#revision = revision;
    this.#budget.limitBytes = config.capture.budgetBytes;
    this.#recording?.limit(config.capture.budgetBytes);
    this.#waitingMax = waitingMaxOf(config);
  }

  onCommitted(commit: Committed): void {
    this.#holdingOf(commit.tenure)?.committed(commit);
  }

  /** Notes that everything that the control plane had counted this long ago is saved. */
  onSaved(countedMsAgo: number): void {
    for (const { partition } of this.#holdings.values()) partition?.noteSaved(countedMsAgo);
  }

  /** Takes the answers to writes, to be recorded for the next owner. */
  onAnswered(batch: AnswerBatch): void {
    this.#holdingOf(batch.tenure)?.answered(batch);
  }

  /** Takes exchanges that need a grant before they are sent. */
  onSendAsked({ tenure, sequences }: TenureSends): void {
    this.#holdingOf(tenure)?.sendAsked(sequences);
  }

  /** Notes that counted exchanges start or stop waiting for their effect. */
  onEffects(effects: TenureEffects): void {
    this.#holdingOf(effects.tenure)?.partition?.noteEffects(effects);
  }

  /** Notes that another hub owns the partition of this tenure. */
  onFenced(tenure: number): void {
    const holding = this.#holdingOf(tenure);
    if (holding !== undefined) void this.#lose(holding.lease);
  }

  /** Notes what a later plane has shed since its last report. */
  onShedBehind(shed: PlaneReport['shed']): void {
    for (const reason of neverPassedOn) this.#givenUp.noteCounted(shed[reason] ?? 0);
  }

  /** Notes that a plane has ended, with the records that it had taken. */
  onPlaneLost(plane: WorkerPlane): void {
    if (plane === 'shadow') {
      for (const { partition } of this.#holdings.values()) partition?.loseEffects();
    }
    if (plane === 'control') this.#heard.forgetShed();
  }

  /** Hands over all partitions, so that nothing is in doubt, and stops. */
  async drain(withinMs: number): Promise<void> {
    this.#keeper.leaveAll();
    const giveUpAt = performance.now() + withinMs;
    while (this.#holdings.size > 0 && performance.now() < giveUpAt) await sleep(50);
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await Promise.all([...this.#holdings.values()].map((holding) => holding.end()));
    await this.#keeper.close().catch((error: unknown) => this.#report(error, 'a hub that ends'));
  }

  #holdingOf(tenure: number): Holding | undefined {
    for (const holding of this.#holdings.values()) if (holding.tenure === tenure) return holding;
    return undefined;
  }

  #take(lease: HeldLease): void {
    const { fleet, postgres, connection, config, tally, log } = this.#options;
    this.#tenures += 1;
    const tenure = this.#tenures;
    const { partition, term } = lease;
    const holding = new Holding({
      lease,
      tenure,
      postgres,
      connection,
      log,
      fleet: fleet.name,
      order: fleet,
      heldBytesMax: config.capture.budgetBytes / 4,
      keptBytesMax: fleet.streamBytesMax / 4 / partitionsOf(fleet),
      begin: (recorded) => this.#options.beginTenure({ tenure, partition, term }, recorded),
      onNotRecorded: (answers) => (this.#counts.notRecorded += answers),
      onSendsNotRecorded: (exchanges) => (this.#counts.sendsNotRecorded += exchanges),
      onOtherStream: () => void this.#handOver(lease),
      laneOf: async (tap) => (this.#lanes.known(tap) ?? (await this.#lanes.ask(tap))).lane,
      mayClaim: () =>
        this.#outbox.recordsInFlight - this.#options.waitingAside() < this.#waitingMax,
      deliver: (exchange) => {
        const isSent = this.#outbox.send({ ...exchange, revision: this.#revision });
        // Exchanges that are not sent are delivered again. A former owner has recorded those that it has
        // counted.
        if (isSent && exchange.isCounted !== true) this.#record(exchange);
        return isSent;
      },
      onMessage: ({ tap, note }) => {
        if (partition === 0) this.#heard.hear(tenure, { tap, note }, Date.now());
      },
      onTapSilent: (span) => {
        if (span.writesMax === 0) log.info({ partition, ...span }, 'a tap reports again');
        else log.warn({ partition, ...span }, 'a tap fell silent: its last writes are unknown');
        this.#options.onTapSilent({ tenure, span });
      },
      onTapLost: (openWrites) => {
        // Each partition reports all open writes, so only one counts them.
        if (partition === 0) tally.shed('tap_lost', openWrites);
      },
      onUnreadable: (fault, records) => this.#onUnreadable(fault, records),
      onTakeover: (takenOver) => (this.#counts.takenOver[takenOver] += 1),
      onGranted: (sequences) => this.#options.grantSends({ tenure, sequences }),
      onFenced: () => void this.#lose(lease),
    });
    this.#holdings.set(partition, holding);
    log.info({ partition, term }, 'this hub owns a partition');
    holding.start();
  }

  /** The times of exchanges are on the fleet's clock, which is not this thread's. */
  #record(exchange: Exchange): void {
    if (this.#recording === null) return;
    const offsetMs = exchange.wallClockMs - exchange.startedAt;
    if (Math.abs(offsetMs - this.#wallOffsetMs) > offsetErrorMs) this.#wallOffsetMs = offsetMs;
    this.#recording.send(exchange);
  }

  async #lose(lease: HeldLease): Promise<void> {
    const holding = this.#remove(lease);
    if (holding === null) return;
    this.#options.log.warn({ ...lease }, 'another hub owns a partition that this one had');
    this.#options.endTenure(holding.tenure);
    await holding.end();
  }

  async #handOver(lease: HeldLease): Promise<void> {
    const holding = this.#holdings.get(lease.partition);
    if (holding?.lease !== lease) return;
    try {
      const { leaveTenure, endTenure } = this.#options;
      const lost = await holding.finish(finishMsMax, {
        onDelivered: () => leaveTenure(holding.tenure),
        onGivingUp: () => endTenure(holding.tenure),
      });
      const uncounted = this.#givenUp.take(lost);
      if (uncounted > 0) this.#options.tally.shed('takeover', uncounted);
      if (this.#remove(lease) === null) return;
      this.#options.endTenure(holding.tenure);
      await this.#keeper.release(lease);
      this.#options.log.info(
        { partition: lease.partition },
        'this hub has handed over a partition',
      );
    } catch (error) {
      // Delivered exchanges are in doubt for the next owner.
      this.#report(error, 'a partition that is handed over');
      if (this.#remove(lease) !== null) this.#options.endTenure(holding.tenure);
      await this.#releaseLater(lease);
    }
  }

  async #releaseLater(lease: HeldLease): Promise<void> {
    for (;;) {
      await sleep(tickMs);
      const isReleased = await this.#keeper.release(lease).then(
        () => true,
        () => false,
      );
      if (isReleased || this.#timer === null) return;
    }
  }

  /** Null if it was removed before. */
  #remove(lease: HeldLease): Holding | null {
    const holding = this.#holdings.get(lease.partition);
    if (holding === undefined || holding.lease.term !== lease.term) return null;
    this.#holdings.delete(lease.partition);
    this.#counts.ended(holding.partition);
    return holding;
  }

  #tick(): void {
    this.#nats.look();
    const taps = this.#heard.take();
    if (taps.length > 0) this.#options.onTapsHeard(taps);
    for (const holding of this.#holdings.values()) {
      void holding.tick().then(
        (lost) => this.#onGivenUp(lost),
        (error: unknown) => this.#report(error, 'a partition'),
      );
    }
  }

  /**
   * Counts exchanges that no plane has counted: a plane that ended had taken them, or had counted and not
   * saved them.
   */
  #onGivenUp(exchanges: number): void {
    const lost = this.#givenUp.take(exchanges);
    if (lost > 0) this.#options.tally.shed('plane_restart', lost);
  }

  #onUnreadable(fault: UnreadableFault, records: number): void {
    this.#counts.unreadable[fault] += 1;
    this.#options.tally.shed('unreadable', Math.max(1, records));
    this.#problems.warn('unreadable', { fault }, 'a message of a tap could not be read');
  }

  #report(error: unknown, what: string): void {
    this.#problems.warn('intake', { fault: faultOf(error), what }, 'the intake has a fault');
  }
}

/**
 * More is claimed only while fewer exchanges wait for the candidate or are under way to it. Writes that wait
 * for a connection to it do not count, because what an outage keeps from the candidate must still arrive and
 * be counted. Nor do pairs that wait for overlapping writes, which may not have been claimed yet. Claimed
 * exchanges are in doubt if this hub dies, and take ten times their size as parsed values, so this is no more
 * than keeps the candidate busy.
 */
function waitingMaxOf({ mirror }: Config): number {
  return 2 * mirror.concurrency;
}
