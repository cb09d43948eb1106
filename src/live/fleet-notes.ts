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

/** Without traffic for this long, and without an open write, a tap has nothing to report but that it is there. */
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

  /** An exchange has ended before it can be recorded. */
  wait(pending: PendingExchange): void {
    this.#unrecorded.add(pending);
  }

  /** It is recorded, or abandoned. */
  settle(pending: PendingExchange): void {
    if (this.#unrecorded.size > 0) this.#unrecorded.delete(pending);
  }

  /** @param position counts what was ever queued, from 1; it may be given again to the next exchange */
  queue(position: number, endedAt: number): void {
    this.#queuedAt = performance.now();
    this.#queued.add(position, endedAt);
  }

  /** Whether a note is due although nothing is to be sent: hubs wait for what this tap may still report. */
  isDue(now: number, intervalMs: number): boolean {
    const sinceNoteMs = now - this.#notedAt;
    if (sinceNoteMs < intervalMs) return false;
    if (sinceNoteMs >= idleIntervalMs) return true;
    return now - this.#queuedAt < activeMs || this.#options.openWrites.size > 0;
  }

  /** No exchange can end any more: the notes from now on say so. */
  end(): void {
    this.#isEnding = true;
  }

  /** @param postedTotal how many of the queued exchanges are on their way with this note and those before */
  write(postedTotal: number): TapNote {
    const now = performance.now();
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
