import type { TapMessage } from '../fleet/wire/tap-message.ts';
import type { HeardTap, TapShedTotals } from '../transport/worker-message.ts';
import { keepLatest } from './keep-latest.ts';
import { tapsMax } from './tap-lanes.ts';

/** Collects the notes of taps from the first partition, which also contain what each tap has shed. */
export class HeardTaps {
  readonly #onShed: (totals: TapShedTotals) => void;
  /** The latest note of each tap, until it is passed on. */
  #latest = new Map<string, HeardTap>();
  /** What each tap had shed when that was last passed on. */
  readonly #shed = new Map<string, string>();

  /** @param onShed called when a tap has shed more */
  constructor(onShed: (totals: TapShedTotals) => void) {
    this.#onShed = onShed;
  }

  /**
   * Notes a message that was read.
   *
   * @param tenure of the first partition
   * @param nowMs the wall clock, milliseconds since the epoch
   */
  hear(tenure: number, { tap, note }: Pick<TapMessage, 'tap' | 'note'>, nowMs: number): void {
    this.#passOn({ tenure, tap: tap.instance, shed: note.shed });
    const writtenAtMs = note.completeTo + note.wallOffsetMs;
    const lagMs = Math.max(0, nowMs - writtenAtMs);
    const shed = Object.values(note.shed).reduce((sum, count) => sum + count, 0);
    keepLatest(this.#latest, tap.instance, { ...tap, lagMs, shed }, tapsMax);
  }

  /** The taps that were heard since the last call. */
  take(): readonly HeardTap[] {
    const taken = [...this.#latest.values()];
    this.#latest = new Map();
    return taken;
  }

  /** Passes on anew what taps have shed, because the receiver has lost it. */
  forgetShed(): void {
    this.#shed.clear();
  }

  /** Each message has the totals, which change seldom. */
  #passOn(totals: TapShedTotals): void {
    const { tap, tenure, shed } = totals;
    const text = JSON.stringify([tenure, shed]);
    if (this.#shed.get(tap) === text) return;
    keepLatest(this.#shed, tap, text, tapsMax);
    this.#onShed(totals);
  }
}
