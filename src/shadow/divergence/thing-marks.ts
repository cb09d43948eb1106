import type { ExcuseReason, MarkKind } from '../../vocabulary/excuses.ts';
import type { Members } from '../identity/reading/json-scalars.ts';
import { forgetFirst } from '../forget-first.ts';

/** A thing that is not the same in the two worlds. */
export interface ThingMark {
  readonly kind: MarkKind;
  readonly because: ExcuseReason;
  /** The sequence of the exchange that first made it differ. */
  readonly cause: number;
  /**
   * A write was about this very thing, rather than only naming it: a refusal that names the thing,
   * or a list that shows it on one side, can follow from that.
   */
  readonly isTarget: boolean;
  /** Only the candidate has named it, and primary may have made it, too: its answer was broken off. */
  readonly isUnnamed?: boolean;
  /** What primary showed of it before, and what overlapping writes made of it; see `MarkedThing`. */
  readonly states: readonly Members[];
}

/** Things that are remembered as different; the ones marked first are forgotten first. */
const marksMax = 20_000;
const statesMax = 8;

/**
 * Remembers which things differ in the candidate's world, by the keys of their identities. Never a
 * path, a collection or a route. The first cause stands while the mark does.
 */
export class ThingMarks {
  /** By the keys of primary's identities. */
  readonly #byKey = new Map<string, ThingMark>();
  /** By the keys of the candidate's, for things that primary never named. */
  readonly #byCandidateKey = new Map<string, ThingMark>();

  get isNone(): boolean {
    return this.#byKey.size === 0 && this.#byCandidateKey.size === 0;
  }

  get size(): number {
    return this.#byKey.size + this.#byCandidateKey.size;
  }

  of(key: string): ThingMark | undefined {
    return this.#byKey.get(key);
  }

  ofCandidate(key: string): ThingMark | undefined {
    return this.#byCandidateKey.get(key);
  }

  /** Marks a thing by all its keys, on top of what was known of it. */
  note(keys: readonly string[], mark: ThingMark): void {
    const before = keys.map((key) => this.#byKey.get(key)).find((known) => known !== undefined);
    const joined = before === undefined ? mark : join(before, mark);
    for (const key of keys) {
      if (joined === null) this.#byKey.delete(key);
      else this.#byKey.set(key, joined);
    }
    forgetFirst(this.#byKey, marksMax);
  }

  /** Marks a thing that only the candidate has named. */
  noteCandidates(keys: readonly string[], mark: ThingMark): void {
    for (const key of keys) {
      if (!this.#byCandidateKey.has(key)) this.#byCandidateKey.set(key, mark);
    }
    forgetFirst(this.#byCandidateKey, marksMax);
  }

  /** The worlds agree about the thing again, or neither has it. */
  end(keys: readonly string[]): void {
    for (const key of keys) this.#byKey.delete(key);
  }

  endCandidate(key: string): void {
    this.#byCandidateKey.delete(key);
  }

  clear(): void {
    this.#byKey.clear();
    this.#byCandidateKey.clear();
  }
}

/** @returns null where the worlds are the same again: what was never made there is gone here, too */
function join(before: ThingMark, mark: ThingMark): ThingMark | null {
  if (before.kind === 'absent') return mark.kind === 'extra' ? null : before;
  const kind = mark.kind === 'extra' || mark.kind === 'absent' ? mark.kind : before.kind;
  return {
    kind,
    because: before.because,
    cause: before.cause,
    isTarget: before.isTarget || mark.isTarget,
    states: [...before.states, ...mark.states].slice(-statesMax),
  };
}
