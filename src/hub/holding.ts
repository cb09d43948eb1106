import { setTimeout as sleep } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { faultOf, type Logger, RateLimitedLog } from '../log.ts';
import { beginStream, claim, handOver, type Inheritance, inherit } from '../postgres/claims.ts';
import { beginRecording, noteUnrecorded } from '../postgres/recording.ts';
import type { Postgres } from '../postgres/connect.ts';
import { activeLanes } from '../postgres/world.ts';
import type { HeldLease } from '../postgres/leases.ts';
import type { Committed } from '../transport/worker-message.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import type { AnswerBatch, RecordedAnswers } from '../vocabulary/recorded-answer.ts';
import { AnswerRecorder } from './answer-recorder.ts';
import { HeldPartition } from './held-partition.ts';
import type { FormerSends, HeldPartitionOptions } from './held-partition-options.ts';
import { type PartitionStream, purgeTo, readStream, streamState } from './partition-stream.ts';
import { type FormerAnswers, noFormerAnswers, readFormerAnswers } from './recorded-answers.ts';
import { SentRecorder } from './sent-recorder.ts';
import { takeOverSent } from './sent-records.ts';

export interface HoldingOptions extends Omit<
  HeldPartitionOptions,
  'inherited' | 'storedBefore' | 'claim' | 'tenure' | 'recorded' | 'sent' | 'activeBefore'
> {
  readonly lease: HeldLease;
  readonly tenure: number;
  readonly fleet: string;
  readonly postgres: Postgres;
  /** Null while there is no connection. */
  readonly connection: () => NatsConnection | null;
  /**
   * Called again after a failure.
   *
   * @returns when the other planes know of the tenure, and of the answers that former owners got
   */
  readonly begin: (recorded: RecordedAnswers) => Promise<void>;
  /**
   * Called with a number of answers to writes that could not be recorded, or whose records cannot be read.
   */
  readonly onNotRecorded: (answers: number) => void;
  /** Called with a number of exchanges that are sent without a record in the stream. */
  readonly onSendsNotRecorded: (exchanges: number) => void;
  /** Called with exchanges that may be sent. */
  readonly onGranted: (sequences: readonly number[]) => void;
  /**
   * Called when the stream was created again, and everything from the former one is delivered: {@link
   * Holding.finish} must follow.
   */
  readonly onOtherStream: () => void;
  readonly log: Logger;
}

const retryMs = 250;
const lookEveryMs = 2_000;
const restMs = 50;
/** Evidence is saved once a second. */
const saveMsMax = 2_000;

export interface Finishing {
  /** Called when nothing is delivered any more. */
  readonly onDelivered: () => void;
  /** Called when exchanges that are not counted yet must not be counted any more. */
  readonly onGivingUp: () => void;
}

/** Works on the partition of one lease until it is lost or handed over: reads, claims, delivers and purges. */
export class Holding {
  readonly #options: HoldingOptions;
  readonly #problems: RateLimitedLog;
  readonly #ending = new AbortController();
  /** Ends only the reading. */
  readonly #reading = new AbortController();
  #partition: HeldPartition | null = null;
  #recorder: AnswerRecorder | null = null;
  #sends: SentRecorder | null = null;
  /** When the stream that is read was created. */
  #made = '';
  /** Former owners have read another stream. */
  #isAnew = false;
  #storedBefore = 0;
  #isOver = false;
  #isTicking = false;
  #purgedTo = 0;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #run: Promise<void> = Promise.resolve();

  constructor(options: HoldingOptions) {
    this.#options = options;
    this.#problems = new RateLimitedLog(options.log);
  }

  get lease(): HeldLease {
    return this.#options.lease;
  }

  get tenure(): number {
    return this.#options.tenure;
  }

  /** Null before it begins. */
  get partition(): HeldPartition | null {
    return this.#partition;
  }

  start(): void {
    this.#run = this.#hold();
  }

  committed(commit: Committed): void {
    this.#partition?.committed(commit);
  }

  /** Records the answers to writes for the next owner. */
  answered(batch: AnswerBatch): void {
    const partition = this.#partition;
    if (partition === null || this.#isOver) return;
    this.#recorder?.record(batch, partition.neededTo);
  }

  /** Records the exchanges that will be sent, and grants them. */
  sendAsked(sequences: readonly number[]): void {
    this.#sends?.ask(sequences, this.#partition?.neededTo ?? 0);
  }

  /**
   * To be called about once a second; does nothing while the last call waits. @returns the number of
   * exchanges given up
   */
  async tick(): Promise<number> {
    const partition = this.#partition;
    if (partition === null || this.#isEnding || this.#isTicking) return 0;
    this.#isTicking = true;
    try {
      const lost = await partition.tick();
      await this.#look(partition);
      return lost;
    } finally {
      this.#isTicking = false;
    }
  }

  /** Stops reading and delivering, because another hub holds the lease. */
  async end(): Promise<void> {
    this.#sends?.close();
    await this.#stop();
  }

  /**
   * Waits for a while until the delivered exchanges are counted, writes where the next owner continues, and
   * releases the lease. The next owner skips counted exchanges, and has none in doubt.
   *
   * @returns how many exchanges were given up
   */
  async finish(withinMs: number, { onDelivered, onGivingUp }: Finishing): Promise<number> {
    await this.#stop();
    onDelivered();
    const partition = this.#partition;
    if (partition === null) return 0;
    const giveUpAt = performance.now() + withinMs;
    await untilCounted(partition, giveUpAt - saveMsMax);
    onGivingUp();
    // Everything counted until now is saved within this time.
    await untilCounted(partition, giveUpAt);
    this.#sends?.close();
    const { lease, postgres } = this.#options;
    const { settled, uncounted } = partition;
    return (await handOver(postgres, lease, { ...settled, uncounted }))?.length ?? 0;
  }

  async #stop(): Promise<void> {
    this.#ending.abort();
    this.#reading.abort();
    await this.#partition?.stop();
    await this.#run;
  }

  get #isEnding(): boolean {
    return this.#ending.signal.aborted;
  }

  async #hold(): Promise<void> {
    const inherited = await this.#retried(() => this.#inherit());
    if (inherited === null) return;
    const sent = await this.#retried(() => this.#takeOverSent(inherited));
    const former = await this.#retried(() => this.#formerAnswers(inherited));
    const activeBefore = await this.#retried(() => activeLanes(this.#options.postgres));
    if (former === null || sent === null || activeBefore === null) return;
    await this.#retried(() => this.#options.begin(former.answers));
    if (this.#isEnding) return;
    const { lease, postgres, connection, onNotRecorded } = this.#options;
    if (former.unreadable > 0) onNotRecorded(former.unreadable);
    this.#recorder = new AnswerRecorder(
      { hub: lease.owner, stream: this.#stream, connection, onNotRecorded },
      { streamSequence: former.upTo, neededTo: this.#formerUpTo(inherited) },
    );
    const partition = new HeldPartition({
      ...this.#options,
      inherited,
      storedBefore: this.#storedBefore,
      recorded: former.answers,
      sent,
      activeBefore,
      claim: (what) => claim(postgres, lease, what),
    });
    this.#partition = partition;
    partition.start();
    await this.#retried(() => this.#read(partition));
  }

  /** From then on, former owners can record nothing more. */
  async #takeOverSent(inherited: Inheritance): Promise<FormerSends> {
    const { lease, fleet, postgres } = this.#options;
    const former = await takeOverSent(this.#connection(), fleet, lease);
    const upTo = this.#formerUpTo(inherited);
    const isKnown = former?.isComplete === true;
    const unrecorded = await beginRecording(postgres, lease, isKnown, upTo);
    const last = former?.last ?? 0;
    this.#sends = new SentRecorder(
      {
        ...this.#options,
        noteUnrecorded: () => noteUnrecorded(postgres, lease),
        onNotRecorded: this.#options.onSendsNotRecorded,
      },
      former === null ? null : last,
      { streamSequence: last, neededTo: upTo },
    );
    // Records of another stream are gone with it.
    if (this.#isAnew) return { sequences: { has: () => true }, unrecorded };
    return { sequences: former?.sequences ?? new Set(), unrecorded };
  }

  /**
   * Former owners have sent nothing of later messages. After a hand-over, some exchanges came with messages
   * after `claimed`.
   */
  #formerUpTo({ claimed }: Inheritance): number {
    return Math.max(claimed, this.#storedBefore);
  }

  /** The former owner lost its lease seconds ago, so all its records have arrived. */
  async #formerAnswers({ claimed, low, counted }: Inheritance): Promise<FormerAnswers> {
    return claimed > low || counted.length > 0
      ? readFormerAnswers(this.#connection(), this.#stream)
      : noFormerAnswers;
  }

  /** A stream that was created again counts from 1. */
  async #inherit(): Promise<Inheritance> {
    const { postgres, lease, fleet, log } = this.#options;
    const { made, last } = await streamState(this.#connection(), fleet);
    const inherited = await inherit(postgres, lease);
    this.#made = made;
    this.#storedBefore = last;
    const { stream, low } = inherited;
    if (stream === made && last >= low) return inherited;
    if (stream !== null) {
      const details = { partition: lease.partition, low, last };
      log.warn(details, 'the stream was created again: it is read from its start');
    }
    this.#isAnew = true;
    await beginStream(postgres, lease, made);
    return { ...inherited, claimed: 0, low: 0, unclaimed: [], stream: made };
  }

  /** Reads until the holding ends or the connection is lost. */
  async #read(partition: HeldPartition): Promise<void> {
    const connection = this.#connection();
    if (await this.#isOtherStream(connection)) return this.#leaveStream(partition);
    const ended = connection.closed();
    await Promise.race([
      ended,
      readStream(connection, this.#stream, partition.arrived + 1, this.#reading.signal, (message) =>
        partition.read(message),
      ),
    ]);
    if (this.#isOver) return this.#leaveStream(partition);
    if (!this.#isEnding) {
      throw new ParallaxError('stream_ended', 'the stream can no longer be read');
    }
  }

  async #isOtherStream(connection: NatsConnection): Promise<boolean> {
    const { made } = await streamState(connection, this.#options.fleet);
    return made !== this.#made;
  }

  /** Delivers what came from the former stream, as nobody can read it there again. */
  async #leaveStream(partition: HeldPartition): Promise<void> {
    const details = { partition: this.lease.partition };
    this.#options.log.warn(details, 'the stream was created again: unread messages are lost');
    while (partition.isWaiting && !this.#isEnding) await sleep(restMs);
    if (!this.#isEnding) this.#options.onOtherStream();
  }

  /** @returns null if the holding ends first */
  async #retried<Value>(attempt: () => Promise<Value>): Promise<Value | null> {
    while (!this.#isEnding) {
      try {
        return await attempt();
      } catch (error) {
        const { partition } = this.lease;
        const details = { partition, fault: faultOf(error) };
        this.#problems.warn('holding', details, 'a partition cannot be read now; trying again');
        await sleep(retryMs, undefined, { signal: this.#ending.signal }).catch(() => undefined);
      }
    }
    return null;
  }

  /** Checks whether the stream is still the same, and removes settled messages from it. */
  async #look({ low }: HeldPartition): Promise<void> {
    const connection = this.#options.connection();
    const now = performance.now();
    if (connection === null || now - this.#lookedAtMs < lookEveryMs) return;
    this.#lookedAtMs = now;
    try {
      if (await this.#isOtherStream(connection)) {
        this.#isOver = true;
        this.#reading.abort();
      } else if (low > this.#purgedTo) {
        await purgeTo(connection, this.#stream, low);
        this.#purgedTo = low;
        await this.#recorder?.purge(connection, low);
        await this.#sends?.purge(connection, low);
      }
    } catch (error) {
      const details = { fault: faultOf(error) };
      this.#problems.warn('purge', details, 'NATS could not remove settled messages');
    }
  }

  get #stream(): PartitionStream {
    return { fleet: this.#options.fleet, partition: this.lease.partition };
  }

  #connection(): NatsConnection {
    const connection = this.#options.connection();
    if (connection === null) {
      throw new ParallaxError('nats_disconnected', 'there is no connection to NATS');
    }
    return connection;
  }
}

/** @param giveUpAt by this thread's monotonic clock, in milliseconds */
async function untilCounted(partition: HeldPartition, giveUpAt: number): Promise<void> {
  while (partition.uncounted.length > 0 && performance.now() < giveUpAt) await sleep(restMs);
}
