import type { TapNote } from '../vocabulary/tap-note.ts';
import { WallOffset } from '../transport/wall-offset.ts';
import { EarliestQueued } from './earliest-queued.ts';
import type { OpenWrites } from './open-writes.ts';
import type { PendingExchange } from './pending-exchange.ts';

export interface FleetNotesOptions {
  readonly openWrites: OpenWrites;
  /** What this process has shed since its start, by reason. */
  readonly shed: () => Readonly<Record<string, number>>;
}

/** Without traffic for this long, and without an open write, a tap only reports that it is alive. */
const activeMs = 5_000;
/** How often it reports that. */
const idleIntervalMs = 5_000;

/** Writes the note that goes to the fleet with each batch: up to which time this batch and the previous ones are complete. */
export class FleetNotes {
  readonly #options: FleetNotesOptions;
  readonly #queued = new EarliestQueued();
  /** Exchanges that have ended and are not recorded yet, such as one whose request still comes. */
  readonly #unrecorded = new Set<PendingExchange>();
  #isEnding = false;
  #queuedAt = -Infinity;
  #notedAt = -Infinity;
  readonly #offset = new WallOffset();

  constructor(options: FleetNotesOptions) {
    this.#options = options;
  }

  /** An exchange has ended and cannot be recorded yet. */
  wait(pending: PendingExchange): void {
    this.#unrecorded.add(pending);
  }

  /** The exchange is recorded, or abandoned. */
  settle(pending: PendingExchange): void {
    if (this.#unrecorded.size > 0) this.#unrecorded.delete(pending);
  }

  /**
   * @param position the number of the exchange in the order of queueing, from 1; the next exchange may get it
   *   again
   */
  queue(position: number, endedAt: number): void {
    this.#queuedAt = performance.now();
    this.#queued.add(position, endedAt);
  }

  /** Whether a note is due although there is nothing else to send: hubs wait for reports of this tap. */
  isDue(now: number, intervalMs: number): boolean {
    const sinceNoteMs = now - this.#notedAt;
    if (sinceNoteMs < intervalMs) return false;
    if (sinceNoteMs >= idleIntervalMs) return true;
    return now - this.#queuedAt < activeMs || this.#options.openWrites.size > 0;
  }

  /** No exchange can end any more; further notes report this. */
  end(): void {
    this.#isEnding = true;
  }

  /** @param postedTotal how many of the queued exchanges are sent with this note and the previous ones */
  write(postedTotal: number, now: number): TapNote {
    this.#notedAt = now;
    let completeTo = Math.min(now, this.#queued.after(postedTotal) ?? now);
    for (const { endedAt } of this.#unrecorded) completeTo = Math.min(completeTo, endedAt);
    return {
      completeTo,
      wallOffsetMs: this.#offset.at(now),
      openWrites: this.#options.openWrites.withStart(),
      shed: this.#options.shed(),
      ...(this.#isEnding && { isLast: true }),
    };
  }
}
