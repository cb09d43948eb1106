import {
  type Epoch,
  type EpochCause,
  epochsMax,
  isOfCandidate,
  isProvisional,
  nextEpoch,
  unknownVersion,
} from '../epoch.ts';

/** When an earlier version counts as back: a rollback, not a late answer. */
export interface ReturnAfter {
  /** Seen this many times in a row, without the current version in between, */
  readonly seen: number;
  /** and for this long. */
  readonly silentMs: number;
}

interface EpochLineOptions {
  /** The newest first. */
  readonly epochs: readonly Epoch[];
  /** The current one; the newest if left out. */
  readonly current?: Epoch | undefined;
  readonly returnAfter: ReturnAfter;
  /** Whether nothing was compared in an epoch. */
  readonly isEmpty: (epoch: Epoch) => boolean;
  /** The address of the candidate; null if it does not matter. */
  readonly candidate: string | null;
  readonly nowMs: number;
}

/**
 * The epochs, and the current one: that of the newest version seen. During a rollout, old and new versions answer
 * in turn: each has its own epoch, and the new one stays current. The older one becomes current again only after
 * the new one has been silent for a while.
 */
export class EpochLine {
  readonly #returnAfter: ReturnAfter;
  readonly #isEmpty: (epoch: Epoch) => boolean;
  #candidate: string | null;
  #epochs: readonly Epoch[];
  #current: Epoch;
  #currentSeenMs: number;
  #othersInARow = 0;

  constructor({ epochs, current, returnAfter, isEmpty, candidate, nowMs }: EpochLineOptions) {
    this.#returnAfter = returnAfter;
    this.#isEmpty = isEmpty;
    this.#candidate = candidate;
    this.#current = current ?? epochs[0] ?? this.#next(unknownVersion, 'first', [], nowMs);
    this.#epochs = epochs.length === 0 ? [this.#current] : epochs.slice(0, epochsMax);
    this.#currentSeenMs = nowMs;
    if (isOfCandidate(this.#current, candidate)) this.#current.candidate ??= candidate;
    else this.#turnToCandidate(nowMs);
  }

  get current(): Epoch {
    return this.#current;
  }

  /** The newest first; at most {@link epochsMax}. */
  get epochs(): readonly Epoch[] {
    return this.#epochs;
  }

  /**
   * The candidate has reported its version.
   *
   * @returns the epoch of that version
   */
  see(version: string, nowMs: number): Epoch {
    if (version === this.#current.version && isOfCandidate(this.#current, this.#candidate)) {
      this.#othersInARow = 0;
      this.#currentSeenMs = nowMs;
      return this.#current;
    }
    const known = this.#epochOf(version);
    if (known === undefined) return this.#begin(version, 'version', nowMs);
    this.#othersInARow += 1;
    if (this.#isNewer(known) || this.#isBack(nowMs)) this.#turnTo(known, nowMs);
    return known;
  }

  /** The version is known for certain: its epoch is the current one at once. */
  run(version: string, nowMs: number): void {
    if (version === this.#current.version) return;
    const known = this.#epochOf(version);
    if (known === undefined) this.#begin(version, 'version', nowMs);
    else this.#turnTo(known, nowMs);
  }

  /** The config now names another candidate. */
  moveTo(candidate: string, nowMs: number): void {
    if (candidate === this.#candidate) return;
    this.#candidate = candidate;
    this.#turnToCandidate(nowMs);
  }

  /** Takes the list of epochs and the current epoch that other processes have agreed on. */
  follow(epochs: readonly Epoch[], current: Epoch, nowMs: number): void {
    this.#epochs = epochs.slice(0, epochsMax);
    if (current !== this.#current) this.#turnTo(current, nowMs);
  }

  /** Another process has compared answers of the current version, so it is not silent. */
  seenElsewhere(nowMs: number): void {
    this.#othersInARow = 0;
    this.#currentSeenMs = nowMs;
  }

  /**
   * The epoch of the candidate that this process mirrors to: the current one, unless another process has made an
   * epoch of another candidate or version current.
   *
   * @param version the version that is known to run here; null if unknown
   */
  own(version: string | null): Epoch {
    const isOwn = (epoch: Epoch): boolean =>
      isOfCandidate(epoch, this.#candidate) && (version === null || epoch.version === version);
    if (isOwn(this.#current)) return this.#current;
    return this.#epochs.find(isOwn) ?? this.#current;
  }

  /** Begins another epoch of the current version. */
  reset(nowMs: number): Epoch {
    return this.#begin(this.#current.version, 'reset', nowMs);
  }

  /** Without a reported version, a deployment that is back may be another build. */
  #turnToCandidate(nowMs: number): void {
    const { version } = this.#current;
    const known = version === unknownVersion ? undefined : this.#epochOf(version);
    if (known === undefined) this.#begin(version, 'candidate', nowMs);
    else this.#turnTo(known, nowMs);
  }

  #epochOf(version: string): Epoch | undefined {
    return this.#epochs.find(
      (epoch) => epoch.version === version && isOfCandidate(epoch, this.#candidate),
    );
  }

  #begin(version: string, because: 'version' | 'reset' | 'candidate', nowMs: number): Epoch {
    const goesOn = because !== 'reset' && this.#isPlaceholder();
    const before = goesOn ? this.#epochs.filter((epoch) => epoch !== this.#current) : this.#epochs;
    const cause = goesOn && this.#current.startedBecause === 'candidate' ? 'candidate' : because;
    const begun = this.#next(version, before.length === 0 ? 'first' : cause, before, nowMs);
    this.#epochs = [begun, ...before].slice(0, epochsMax);
    this.#turnTo(begun, nowMs);
    return begun;
  }

  /** Until a candidate has reported its version, there is an empty epoch. */
  #isPlaceholder(): boolean {
    return isProvisional(this.#current) && this.#isEmpty(this.#current);
  }

  #next(
    version: string,
    startedBecause: EpochCause,
    before: readonly Epoch[],
    nowMs: number,
  ): Epoch {
    return nextEpoch({ version, startedBecause, before, nowMs, candidate: this.#candidate });
  }

  #turnTo(epoch: Epoch, nowMs: number): void {
    epoch.candidate ??= this.#candidate;
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
