import type { Members } from '../identity/reading/json-scalars.ts';
import { forgetFirst } from '../forget-first.ts';
import type { WorldJournal, WriteLine } from '../journal/world-journal.ts';
import { ArrivalOrder } from '../order/arrival-order.ts';
import { type PackedMark, packedMark, unpackedMark, withoutStates } from './packed-mark.ts';
import type { ThingMark } from './thing-mark.ts';

/** The number of different things to remember on each side; the ones marked first are forgotten first. */
const marksPerSideMax = 20_000;
/** Of things that primary knows and of those that only the candidate has. */
export const marksMax = 2 * marksPerSideMax;
const statesMax = 8;

/** The present knowledge about the things with these keys; the flag marks keys of the candidate. */
type MarkLine = readonly [keys: readonly string[], mark: PackedMark | null, isCandidates?: 1];

/**
 * Remembers which things differ in the candidate's world, by the keys of their identities, never by path,
 * collection or route. The first cause stays as long as the mark.
 */
export class ThingMarks {
  /** By the keys of primary's identities. */
  readonly #byKey = new Map<string, ThingMark>();
  /** By the candidate's keys, for things that primary never named. */
  readonly #byCandidateKey = new Map<string, ThingMark>();
  readonly #arrivals: ArrivalOrder;
  readonly #journal: WorldJournal | null;
  readonly #write: WriteLine;

  /**
   * @param arrivals decides which cause came first
   * @param journal memory in which marks outlive the worker; null if they do not
   */
  constructor(arrivals = new ArrivalOrder(), journal: WorldJournal | null = null) {
    this.#arrivals = arrivals;
    this.#journal = journal;
    this.#write =
      journal?.join('marks', {
        lines: () => [...linesOf(this.#byKey), ...linesOf(this.#byCandidateKey, [1])],
        apply: (line: MarkLine) => this.#apply(line),
        shortened: ([keys, mark, ...side]: MarkLine) => [
          keys,
          mark && withoutStates(mark),
          ...side,
        ],
        shiftTimes: (byMs, latestMs) => this.#shiftTimes(byMs, latestMs),
      }) ?? (() => undefined);
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

  /** Marks a thing under all its keys, and keeps what was known about it. */
  note(keys: readonly string[], mark: ThingMark): void {
    const before = keys.map((key) => this.#byKey.get(key)).find((known) => known !== undefined);
    const joined = before === undefined ? mark : join(before, mark, this.#arrivals);
    this.#set(keys, joined);
    this.#writeOf(keys, joined);
  }

  /**
   * Notes that both did a write that sets members of a thing: their former states explain nothing any more.
   *
   * @param members `all` if unknown
   */
  noteWritten(key: string, members: readonly string[] | 'all'): void {
    const mark = this.#byKey.get(key);
    if (mark === undefined || (mark.kind !== 'stale' && mark.kind !== 'raced')) return;
    const isLeft = (name: string): boolean => members !== 'all' && !members.includes(name);
    const states = members === 'all' ? [] : mark.states.map((state) => without(state, members));
    const changed = mark.changed.filter(isLeft);
    const left = { ...mark, states, changed, mayBeGone: false };
    this.#byKey.set(key, left);
    this.#writeOf([key], left);
  }

  /** Marks a thing that only the candidate has named. */
  noteCandidates(keys: readonly string[], mark: ThingMark): void {
    const unmarked = keys.filter((key) => !this.#byCandidateKey.has(key));
    if (unmarked.length === 0) return;
    this.#setCandidates(unmarked, mark);
    if (this.#journal !== null) this.#write([unmarked, packedMark(mark), 1]);
  }

  /** Removes the marks: the worlds agree about the thing again, or neither has it. */
  end(keys: readonly string[]): void {
    const ended = keys.filter((key) => this.#byKey.delete(key));
    if (ended.length > 0) this.#writeOf(ended, null);
  }

  endCandidate(key: string): void {
    if (this.#byCandidateKey.delete(key)) this.#write([[key], null, 1]);
  }

  /** Clears everything; the journal must be rewritten afterwards. */
  clear(): void {
    this.#byKey.clear();
    this.#byCandidateKey.clear();
  }

  #set(keys: readonly string[], mark: ThingMark | null): void {
    for (const key of keys) {
      if (mark === null) this.#byKey.delete(key);
      else this.#byKey.set(key, mark);
    }
    forgetFirst(this.#byKey, marksPerSideMax);
  }

  #setCandidates(keys: readonly string[], mark: ThingMark | null): void {
    for (const key of keys) {
      if (mark === null) this.#byCandidateKey.delete(key);
      else this.#byCandidateKey.set(key, mark);
    }
    forgetFirst(this.#byCandidateKey, marksPerSideMax);
  }

  #writeOf(keys: readonly string[], mark: ThingMark | null): void {
    if (this.#journal !== null) this.#write([keys, mark && packedMark(mark)]);
  }

  #apply([keys, packed, isCandidates]: MarkLine): void {
    const mark = packed && unpackedMark(packed);
    if (isCandidates === 1) this.#setCandidates(keys, mark);
    else this.#set(keys, mark);
  }

  #shiftTimes(byMs: number, latestMs: number): void {
    const shifted = (moment: number): number => Math.min(moment + byMs, latestMs);
    for (const marks of [this.#byKey, this.#byCandidateKey]) {
      for (const [key, mark] of marks) {
        const { unnamedSince } = mark;
        const since = unnamedSince === undefined ? {} : { unnamedSince: shifted(unnamedSince) };
        marks.set(key, { ...mark, until: shifted(mark.until), ...since });
      }
    }
  }
}

function linesOf(
  marks: ReadonlyMap<string, ThingMark>,
  side: readonly [] | readonly [1] = [],
): readonly MarkLine[] {
  return Array.from(marks, ([key, mark]) => [[key], packedMark(mark), ...side] as const);
}

function without(state: Members, members: readonly string[]): Members {
  const gone = new Set(members);
  return Object.fromEntries(Object.entries(state).filter(([name]) => !gone.has(name)));
}

/**
 * @returns null if the worlds are the same again: a thing that was never made on one side is removed on the
 *   other, too
 */
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

/** The candidate still shows the first state; the last missed state is among the last. */
function firstAndLast(states: readonly Members[]): readonly Members[] {
  if (states.length <= statesMax) return states;
  return [...states.slice(0, statesMax / 2), ...states.slice(-statesMax / 2)];
}
