import type { ExcuseReason, MarkKind } from '../../vocabulary/excuses.ts';
import type { Members } from '../identity/reading/json-scalars.ts';
import { forgetFirst } from '../forget-first.ts';
import { ArrivalOrder } from '../order/arrival-order.ts';

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
  /**
   * Only the candidate has named it, and primary may have made it, too: its answer was broken off.
   * When that write was sent, in milliseconds on the live thread's clock.
   */
  readonly unnamedSince?: number;
  /** What primary showed of it before, and what overlapping writes made of it; see `MarkedThing`. */
  readonly states: readonly Members[];
  /** Names of members that the writes set: a list that is filtered by one of them may differ. */
  readonly changed: readonly string[];
  /** The write may have removed it, though it does not say so: the candidate may show it alone. */
  readonly mayBeGone: boolean;
  /**
   * When the last of the writes was answered, in milliseconds on the live thread's clock: what agrees
   * in a request that was sent before need not do so when all of them are done.
   */
  readonly until: number;
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
  readonly #arrivals: ArrivalOrder;

  /** @param arrivals shows which cause came first */
  constructor(arrivals = new ArrivalOrder()) {
    this.#arrivals = arrivals;
  }

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
    const joined = before === undefined ? mark : join(before, mark, this.#arrivals);
    for (const key of keys) {
      if (joined === null) this.#byKey.delete(key);
      else this.#byKey.set(key, joined);
    }
    forgetFirst(this.#byKey, marksMax);
  }

  /**
   * Both did a write that sets members of a thing: what it showed of them before explains nothing any
   * more.
   *
   * @param members all where it is not known which
   */
  noteWritten(key: string, members: readonly string[] | 'all'): void {
    const mark = this.#byKey.get(key);
    if (mark === undefined || (mark.kind !== 'stale' && mark.kind !== 'raced')) return;
    const isLeft = (name: string): boolean => members !== 'all' && !members.includes(name);
    const states = members === 'all' ? [] : mark.states.map((state) => without(state, members));
    const changed = mark.changed.filter(isLeft);
    this.#byKey.set(key, { ...mark, states, changed, mayBeGone: false });
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

function without(state: Members, members: readonly string[]): Members {
  const gone = new Set(members);
  return Object.fromEntries(Object.entries(state).filter(([name]) => !gone.has(name)));
}

/** @returns null where the worlds are the same again: what was never made there is gone here, too */
function join(before: ThingMark, mark: ThingMark, arrivals: ArrivalOrder): ThingMark | null {
  if (before.kind === 'absent') return mark.kind === 'extra' ? null : before;
  const isStronger = mark.kind === 'extra' || mark.kind === 'absent' || before.kind === 'stale';
  const kind = isStronger ? mark.kind : before.kind;
  // Overlapping writes are noted when primary has answered them, which may be long before their turn.
  const { because, cause } = arrivals.isBefore(mark.cause, before.cause) ? mark : before;
  return {
    kind,
    because,
    cause,
    until: Math.max(before.until, mark.until),
    isTarget: before.isTarget || mark.isTarget,
    states: firstAndLast([...new Set([...before.states, ...mark.states])]),
    changed: [...new Set([...before.changed, ...mark.changed])],
    mayBeGone: before.mayBeGone || mark.mayBeGone,
  };
}

/** What the candidate still shows is the first; what it missed last is among the last. */
function firstAndLast(states: readonly Members[]): readonly Members[] {
  if (states.length <= statesMax) return states;
  return [...states.slice(0, statesMax / 2), ...states.slice(-statesMax / 2)];
}
