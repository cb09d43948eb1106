import type { TapMessage } from '../fleet/wire/tap-message.ts';
import type { HeardTap } from '../transport/worker-message.ts';
import { keepLatest } from './keep-latest.ts';
import { tapsMax } from './tap-lanes.ts';

/** The latest that each tap has said about itself, until it is passed on. */
export class HeardTaps {
  #latest = new Map<string, HeardTap>();

  /**
   * A tap was heard in the first partition, where each tap says what it has shed.
   *
   * @param nowMs the wall clock, milliseconds since the epoch
   */
  hear({ tap, note }: Pick<TapMessage, 'tap' | 'note'>, nowMs: number): void {
    const writtenAtMs = note.completeTo + note.wallOffsetMs;
    const lagMs = Math.max(0, nowMs - writtenAtMs);
    const shed = Object.values(note.shed).reduce((sum, count) => sum + count, 0);
    keepLatest(this.#latest, tap.instance, { ...tap, lagMs, shed }, tapsMax);
  }

  /** Those that were heard since the last call. */
  take(): readonly HeardTap[] {
    const taken = [...this.#latest.values()];
    this.#latest = new Map();
    return taken;
  }
}
