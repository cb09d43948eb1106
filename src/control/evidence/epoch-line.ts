import { type Epoch, epochsMax, nextEpoch, unknownVersion } from './epoch.ts';

/** When a version that was followed by another is taken to be back: a rollback, not a straggler. */
export interface ReturnAfter {
  /** So often seen in a row, with nothing of the current version in between, */
  readonly seen: number;
  /** and for so long. */
  readonly silentMs: number;
}

interface EpochLineOptions {
  /** The newest first. */
  readonly epochs: readonly Epoch[];
  readonly returnAfter: ReturnAfter;
  /** Whether nothing was compared in an epoch. */
  readonly isEmpty: (epoch: Epoch) => boolean;
  readonly nowMs: number;
}

/**
 * The epochs, and which of them is the current one: that of the newest version seen. While a rollout
 * is under way, old and new versions answer in turn: each has its own epoch, and the new one stays
 * the current one. Only when it has been silent for a while is the older one current again.
 */
export class EpochLine {
  readonly #returnAfter: ReturnAfter;
  readonly #isEmpty: (epoch: Epoch) => boolean;
  #epochs: readonly Epoch[];
  #current: Epoch;
  #currentSeenMs: number;
  #othersInARow = 0;

  constructor({ epochs, returnAfter, isEmpty, nowMs }: EpochLineOptions) {
    this.#returnAfter = returnAfter;
    this.#isEmpty = isEmpty;
    this.#current = epochs[0] ?? nextEpoch(unknownVersion, 'first', [], nowMs);
    this.#epochs = epochs.length === 0 ? [this.#current] : epochs.slice(0, epochsMax);
    this.#currentSeenMs = nowMs;
  }

  get current(): Epoch {
    return this.#current;
  }

  /** The newest first; at most {@link epochsMax}. */
  get epochs(): readonly Epoch[] {
    return this.#epochs;
  }

  /**
   * The candidate has said its version.
   *
   * @returns the epoch of that version
   */
  see(version: string, nowMs: number): Epoch {
    if (version === this.#current.version) {
      this.#othersInARow = 0;
      this.#currentSeenMs = nowMs;
      return this.#current;
    }
    const known = this.#epochs.find((epoch) => epoch.version === version);
    if (known === undefined) return this.#begin(version, 'version', nowMs);
    this.#othersInARow += 1;
    if (this.#isNewer(known) || this.#isBack(nowMs)) this.#turnTo(known, nowMs);
    return known;
  }

  /** The version is known for certain: its epoch is the current one at once. */
  run(version: string, nowMs: number): void {
    if (version === this.#current.version) return;
    const known = this.#epochs.find((epoch) => epoch.version === version);
    if (known === undefined) this.#begin(version, 'version', nowMs);
    else this.#turnTo(known, nowMs);
  }

  /** Begins another epoch of the current version. */
  reset(nowMs: number): Epoch {
    return this.#begin(this.#current.version, 'reset', nowMs);
  }

  #begin(version: string, because: 'version' | 'reset', nowMs: number): Epoch {
    const isFirst = this.#current.version === unknownVersion && this.#isEmpty(this.#current);
    // Until the candidate has said its version there is an epoch that nothing is in.
    const before =
      isFirst && because === 'version'
        ? this.#epochs.filter((epoch) => epoch !== this.#current)
        : this.#epochs;
    const cause = before.length === 0 ? 'first' : because;
    const begun = nextEpoch(version, cause, before, nowMs);
    this.#epochs = [begun, ...before].slice(0, epochsMax);
    this.#turnTo(begun, nowMs);
    return begun;
  }

  #turnTo(epoch: Epoch, nowMs: number): void {
    this.#current = epoch;
    this.#currentSeenMs = nowMs;
    this.#othersInARow = 0;
  }

  #isNewer(epoch: Epoch): boolean {
    return this.#epochs.indexOf(epoch) < this.#epochs.indexOf(this.#current);
  }

  #isBack(nowMs: number): boolean {
    const { seen, silentMs } = this.#returnAfter;
    return this.#othersInARow >= seen && nowMs - this.#currentSeenMs >= silentMs;
  }
}
