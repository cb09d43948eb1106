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
  /** Exchanges are sent to a plane, and not only recorded. */
  readonly mirrors?: boolean | undefined;
}

/** The notes to a fleet. */
export interface FleetOutput {
  /** The exchanges that this process has shed since its start, by reason. */
  readonly shed: () => Readonly<Record<string, number>>;
}

/** The candidate must not get bursts of requests that primary got one by one: this would bias its times. */
const batchWaitMs = 1;
/** A hub puts the exchanges of all taps in order anyway, and each message costs CPU time. */
const fleetBatchWaitMs = 50;
/** How often a tap with nothing to send sends a note alone. */
export const noteIntervalMs = 200;

type RecorderConfig = Pick<Config, 'capture' | 'mirror' | 'record'>;

/** Sends the captured exchanges of the taps to the next plane, or sheds them. Never waits. */
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
  /** Exchanges are also sent to the next plane. */
  #isMirrored = false;
  /** Each exchange lists the open writes. This is needed only if writes are mirrored. */
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
      ...(notes !== null && {
        noteFor: (postedTotal: number) => notes.write(postedTotal, performance.now()),
      }),
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

  /** The capture limits of an exchange that begins now; null if nothing is mirrored or recorded. */
  get limits(): CaptureLimits | null {
    return this.#limits;
  }

  /** Exchanges that begin from now on are captured by this config. */
  configure({ capture, mirror }: RecorderConfig): void {
    this.#budget.limitBytes = capture.budgetBytes;
    this.recording?.limit(capture.budgetBytes);
    // In a fleet, only the hubs know which methods are mirrored.
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
    // The recording comes last, so the exchange is mirrored even if recording fails.
    if (this.#isMirrored) this.#mirror(exchange, pending.takenBytes);
    else this.#budget.give(pending.takenBytes);
    this.recording?.send(exchange);
  }

  #mirror(exchange: Exchange, takenBytes: number): void {
    // The shadow plane counts left-out exchanges, because it knows whether they should have been mirrored.
    if (this.outbox.send(exchange, takenBytes)) return;
    const { leftOut } = exchange;
    this.#tally.shed(leftOut !== null && isShedReason(leftOut) ? leftOut : this.#budgetReason);
  }

  get #budgetReason(): ShedReason {
    return this.#notes === null ? 'capture_budget' : 'uplink_budget';
  }
}
