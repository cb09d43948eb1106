import type { Config } from '../config/schema.ts';
import { ByteBudget } from '../transport/byte-budget.ts';
import { Outbox } from '../transport/outbox.ts';
import { openRecordingOutbox, type RecordingOutbox } from '../transport/recording-outbox.ts';
import { WallOffset } from '../transport/wall-offset.ts';
import { type Exchange } from '../vocabulary/exchange.ts';
import { exchangeShape } from '../vocabulary/exchange-shape.ts';
import { isShedReason, type ShedReason } from '../vocabulary/shed.ts';
import type { Tally } from '../vocabulary/tally.ts';
import type { CaptureLimits } from './capture.ts';
import { FleetNotes } from './fleet-notes.ts';
import { OpenWrites } from './open-writes.ts';
import type { PendingExchange } from './pending-exchange.ts';

export interface RecorderOptions {
  readonly config: RecorderConfig;
  readonly tally: Tally;
  /** Where exchanges go to a fleet; without it, they go to the shadow plane of this process. */
  readonly fleet?: FleetOutput | undefined;
  /** There is a plane to be sent exchanges, and not only a recording. */
  readonly mirrors?: boolean | undefined;
}

/** What a fleet is sent beside exchanges. */
export interface FleetOutput {
  /** What this process has shed since its start, by reason. */
  readonly shed: () => Readonly<Record<string, number>>;
}

/** The candidate must not get in bursts what primary got one by one: that would bias its times. */
const batchWaitMs = 1;
/** A hub puts the exchanges of all taps in order anyway, and each message costs CPU time. */
const fleetBatchWaitMs = 50;
/** How often a tap with nothing to send sends a note alone. */
export const noteIntervalMs = 200;

type RecorderConfig = Pick<Config, 'capture' | 'mirror' | 'record'>;

/** Takes what the taps have captured and sends it to the next plane, or sheds it. Never waits. */
export class Recorder {
  readonly outbox: Outbox<Exchange>;
  /** To the recorder; null if nothing is recorded. */
  readonly recording: RecordingOutbox | null;
  readonly #mirrors: boolean;
  readonly #budget: ByteBudget;
  readonly #tally: Tally;
  readonly #openWrites = new OpenWrites();
  readonly #notes: FleetNotes | null;
  #limits: CaptureLimits | null = null;
  /** Exchanges are sent to the plane behind, too. */
  #isMirrored = false;
  /** Each exchange lists the open writes. Nothing needs that where writes are not mirrored. */
  #tracksWrites = false;

  constructor({ config, tally, fleet, mirrors = true }: RecorderOptions) {
    this.#mirrors = mirrors;
    this.#budget = new ByteBudget(config.capture.budgetBytes);
    const notes =
      fleet === undefined ? null : new FleetNotes({ openWrites: this.#openWrites, ...fleet });
    this.#notes = notes;
    this.outbox = new Outbox({
      shape: exchangeShape,
      batchWaitMs: notes === null ? batchWaitMs : fleetBatchWaitMs,
      budget: this.#budget,
      onLost: (records) => tally.shed('plane_restart', records),
      ...(notes !== null && { noteFor: (postedTotal: number) => notes.write(postedTotal) }),
    });
    const offset = new WallOffset();
    this.recording =
      config.record === undefined
        ? null
        : openRecordingOutbox(config.capture.budgetBytes, tally, () =>
            offset.at(performance.now()),
          );
    this.#tally = tally;
    tally.gauge('capture_bytes', () => this.#budget.usedBytes);
    tally.gauge('capture_bytes_max', () => this.#budget.limitBytes);
    this.configure(config);
  }

  /** What is captured of an exchange that begins now; null if nothing is mirrored or recorded. */
  get limits(): CaptureLimits | null {
    return this.#limits;
  }

  /** Exchanges that begin from now on are captured by this config. */
  configure({ capture, mirror }: RecorderConfig): void {
    this.#budget.limitBytes = capture.budgetBytes;
    this.recording?.limit(capture.budgetBytes);
    // Of a fleet, it is the hubs that know which methods are mirrored.
    this.#tracksWrites =
      mirror.methods === 'all' || this.#notes !== null || this.recording !== null;
    this.#isMirrored = this.#mirrors && mirror.methods !== 'none';
    this.#limits =
      this.#isMirrored || this.recording !== null
        ? { bodyBytesMax: capture.bodyBytesMax, budget: this.#budget }
        : null;
  }

  /** A request has begun. */
  begin(pending: PendingExchange): void {
    if (!this.#tracksWrites || !pending.mayChangeState) return;
    this.#openWrites.add(pending.sequence, pending.startedAt);
  }

  /** It has ended, and cannot be recorded yet. */
  wait(pending: PendingExchange): void {
    if (pending.isCaptured && this.#isMirrored) this.#notes?.wait(pending);
  }

  /** Sends the fleet a note alone where one is due. */
  sendDueNote(): void {
    if (this.#notes?.isDue(performance.now(), noteIntervalMs) === true) this.outbox.sendNote();
  }

  /** Sends the fleet a last note, once no exchange can end any more. */
  sendLastNote(): void {
    this.#notes?.end();
    this.outbox.sendNote();
  }

  /** An exchange is no longer followed, and is not recorded. */
  abandon(pending: PendingExchange): void {
    this.#notes?.settle(pending);
    this.#openWrites.remove(pending.sequence);
  }

  record(pending: PendingExchange, connection: number): void {
    this.#openWrites.remove(pending.sequence);
    if (!pending.isCaptured) return;
    this.#notes?.settle(pending);
    if (this.#isMirrored) {
      // Before it is queued: queueing may send the previous batch, and the note of that must take this exchange into account.
      this.#notes?.queue(this.outbox.queuedTotal + 1, pending.endedAt);
    }
    const exchange = pending.toExchange(connection, this.#openWrites.list());
    // The recording comes last: whatever becomes of it, the exchange is mirrored.
    if (this.#isMirrored) this.#mirror(exchange, pending.takenBytes);
    else this.#budget.give(pending.takenBytes);
    this.recording?.send(exchange);
  }

  #mirror(exchange: Exchange, takenBytes: number): void {
    // What was left out is counted by the shadow plane, which knows whether it was to be mirrored at all.
    if (this.outbox.send(exchange, takenBytes)) return;
    const { leftOut } = exchange;
    this.#tally.shed(leftOut !== null && isShedReason(leftOut) ? leftOut : this.#budgetReason);
  }

  get #budgetReason(): ShedReason {
    return this.#notes === null ? 'capture_budget' : 'uplink_budget';
  }
}
