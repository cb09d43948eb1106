import { skewBetween } from '../../vocabulary/tap-lane.ts';
import { forgetFirst } from '../forget-first.ts';
import type { RecentWrite } from './recent-write.ts';

/** When a thing was made, if other things were being made at the same time. */
export interface MadeAt {
  readonly sequence: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * These limits are for a candidate that keeps up: waiting exchanges must still find the writes that they
 * overlapped with.
 */
const writesMax = 4_000;
const madeMax = 50_000;
/** Writes to one thing. */
const changesMax = 4;
/** The same if the candidate is far behind. */
const changesMaxBehind = 64;

const none: readonly RecentWrite[] = [];

/**
 * The latest writes, by the things that they touched: if a request overlapped with one of them, primary could
 * have answered it either way.
 */
export class RecentWrites {
  /** In the order in which primary answered them. */
  readonly #writes = new Map<number, RecentWrite>();
  readonly #byKey = new Map<string, RecentWrite[]>();
  /** Times of things that were made while others were; see `MadeThing`. */
  readonly #made = new Map<string, MadeAt>();
  /** The same by keys of the candidate's identities, for truncated answers of primary. */
  readonly #madeThere = new Map<string, MadeAt>();
  readonly #creations: RecentWrite[] = [];
  /** Writes that may have changed totals, in the order in which primary answered them. */
  readonly #counting: RecentWrite[] = [];
  /** When things were last written, by their keys. */
  readonly #changed = new Map<string, readonly MadeAt[]>();
  #hasRacedChanges = false;
  /** The two writes that were answered last. */
  #latest: readonly RecentWrite[] = [];
  readonly #skewMs: number;
  #unjudged = 0;
  /** The latest end of the forgotten writes. */
  #forgottenTo = Number.NEGATIVE_INFINITY;

  /**
   * @param skewMs by how much the clocks of two taps may differ, so that closer times overlap; 0 if there is
   *   only one
   */
  constructor(skewMs = 0) {
    this.#skewMs = skewMs;
  }

  /** @param unjudged the number of exchanges that arrived earlier and are not judged */
  add(write: RecentWrite, unjudged = 0): void {
    this.#unjudged = unjudged;
    this.#writes.set(write.sequence, write);
    this.#latest = [write, ...this.#latest.slice(0, 1)];
    for (const key of write.touched) {
      const writes = this.#byKey.get(key);
      if (writes === undefined) this.#byKey.set(key, [write]);
      else writes.push(write);
    }
    this.#noteCounting(write);
    if (write.made.length > 0 || write.mayMakeUnnamed) this.#noteMade(write);
    if (!write.isRefused) this.#noteChanged(write);
    if (this.#writes.size > writesMax + unjudged) this.#forgetSome();
  }

  get(sequence: number): RecentWrite | undefined {
    return this.#writes.get(sequence);
  }

  #noteCounting(write: RecentWrite): void {
    if (write.totals.madeOrRemoved.length + write.totals.altered.length === 0) return;
    this.#counting.push(write);
    if (this.#counting.length > countingMax + this.#unjudged) {
      this.#counting.splice(0, countingMax / 2);
    }
  }

  /** Notes when things were made, if the creation of others overlapped. */
  #noteMade(write: RecentWrite): void {
    const overlapping = overlappingAmong(this.#creations, write, this.#skewMs);
    if (overlapping.length > 0) {
      for (const { made, sequence, startedAt, endedAt } of [...overlapping, write]) {
        for (const key of made) this.#made.set(key, { sequence, startedAt, endedAt });
      }
      forgetFirst(this.#made, madeMax);
    }
    this.#creations.push(write);
    if (this.#creations.length > creationsMax) this.#creations.splice(0, creationsMax / 2);
  }

  #noteChanged({ targets, sequence, startedAt, endedAt }: RecentWrite): void {
    const max = Math.min(changesMaxBehind, changesMax + this.#unjudged);
    this.#hasRacedChanges ||= this.mayOverlap({ sequence, startedAt });
    for (const key of targets) {
      const before = this.#changed.get(key) ?? [];
      this.#changed.delete(key);
      this.#changed.set(key, [...before, { sequence, startedAt, endedAt }].slice(-max));
    }
    forgetFirst(this.#changed, madeMax);
  }

  /** Whether two writes overlapped, so that feeds may show their changes in either order. */
  get hasRacedChanges(): boolean {
    return this.#hasRacedChanges;
  }

  /**
   * When a thing was last written.
   *
   * @param request writes that began after its answer are not visible in the compared answers
   */
  changedAt(
    key: string,
    { sequence, endedAt }: Pick<MadeAt, 'sequence' | 'endedAt'>,
  ): MadeAt | undefined {
    return this.#changed
      .get(key)
      ?.findLast((write) => write.startedAt < endedAt + this.#slackMs(write, sequence));
  }

  /** Notes what the candidate made in a write to which primary's answer was truncated. */
  noteMadeThere(write: number, keys: readonly string[]): void {
    const known = this.#writes.get(write);
    if (known?.mayMakeUnnamed !== true) return;
    const { sequence, startedAt, endedAt } = known;
    for (const key of keys) this.#madeThere.set(key, { sequence, startedAt, endedAt });
    forgetFirst(this.#madeThere, madeMax);
  }

  /** Whether some things were made at the same time, so that lists may show them in either order. */
  get hasRacedCreations(): boolean {
    return this.#made.size > 0 || this.#madeThere.size > 0;
  }

  madeAt(key: string): MadeAt | undefined {
    return this.#made.get(key);
  }

  /** @param key of the candidate's identity */
  madeThereAt(key: string): MadeAt | undefined {
    return this.#madeThere.get(key);
  }

  /** Whether another write may have overlapped with a request. */
  mayOverlap({ sequence, startedAt }: Pick<MadeAt, 'sequence' | 'startedAt'>): boolean {
    return this.#latest.some(
      (write) =>
        write.sequence !== sequence && write.endedAt + this.#slackMs(write, sequence) > startedAt,
    );
  }

  #slackMs(write: Pick<MadeAt, 'sequence'>, sequence: number): number {
    return skewBetween(write.sequence, sequence, this.#skewMs);
  }

  /** Writes that touched a thing while primary processed a request; not the request itself. */
  overlapping(key: string, request: MadeAt): readonly RecentWrite[] {
    const writes = this.#byKey.get(key);
    if (writes === undefined) return none;
    return overlappingAmong(writes, request, this.#skewMs).filter(
      (write) => write.sequence !== request.sequence,
    );
  }

  /** Whether a write that was answered after a moment may have touched a thing. */
  hasTouchedSince(key: string, moment: number): boolean {
    const last = this.#byKey.get(key)?.at(-1);
    const from = moment - this.#skewMs;
    return !this.remembersSince(moment) || (last !== undefined && last.endedAt > from);
  }

  /**
   * Whether a write may have touched a thing and was answered after the sending of an exchange that shows the
   * thing.
   */
  hasTouchedSinceShown(
    key: string,
    { sequence, startedAt }: Pick<MadeAt, 'sequence' | 'startedAt'>,
  ): boolean {
    if (!this.remembersSince(startedAt)) return true;
    const writes = this.#byKey.get(key) ?? none;
    return writes.some((write) => {
      // A write that makes or sets a thing shows its new state; one that may remove it shows the former
      // state.
      if (write.sequence === sequence) return !write.setsTarget && !write.made.includes(key);
      return write.endedAt > startedAt - this.#slackMs(write, sequence);
    });
  }

  /** Whether all writes are known that were answered after a moment. */
  remembersSince(moment: number): boolean {
    return this.#forgottenTo <= moment - this.#skewMs;
  }

  /** Writes that may have changed totals while primary processed a request; not the request itself. */
  changingTotals(request: MadeAt): readonly RecentWrite[] {
    const found = overlappingAmong(this.#counting, request, this.#skewMs);
    return found.filter((write) => write.sequence !== request.sequence);
  }

  #forgetSome(): void {
    for (const [sequence, write] of this.#writes) {
      if (this.#writes.size <= this.#unjudged + (writesMax * 15) / 16) return;
      this.#writes.delete(sequence);
      this.#forgottenTo = Math.max(this.#forgottenTo, write.endedAt);
      for (const key of write.touched) {
        // The first of all is the first of each of its keys.
        const writes = this.#byKey.get(key);
        writes?.shift();
        if (writes?.length === 0) this.#byKey.delete(key);
      }
    }
  }
}

/** Creations that may overlap with one that is answered now. */
const creationsMax = 512;
/** Writes that may overlap with a request that is judged when all of them are settled. */
const countingMax = 2_048;

/**
 * The writes of which neither was answered before the other was sent.
 *
 * @param writes in the order of their answers, so that the search ends early; those of other taps may be out
 *   of order by
 *   the skew
 */
function overlappingAmong(
  writes: readonly RecentWrite[],
  { sequence, startedAt, endedAt }: MadeAt,
  skewMs: number,
): readonly RecentWrite[] {
  const found: RecentWrite[] = [];
  for (let at = writes.length - 1; at >= 0; at -= 1) {
    const write = writes[at];
    if (write === undefined || write.endedAt + 2 * skewMs <= startedAt) break;
    const slackMs = skewBetween(write.sequence, sequence, skewMs);
    if (write.endedAt + slackMs <= startedAt) continue;
    if (write.startedAt < endedAt + slackMs) found.push(write);
  }
  return found.toReversed();
}
