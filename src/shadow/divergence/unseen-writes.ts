import { isGone, isSuccess } from '../../vocabulary/status.ts';
import type { UnseenSpan } from '../../vocabulary/unseen-span.ts';
import { forgetFirst } from '../forget-first.ts';
import type { IdBook } from '../identity/book/id-book.ts';
import { keyOf } from '../identity/recognizing/found-id.ts';
import type { SeenIds } from '../identity/learning/seen-ids.ts';
import type { Members } from '../identity/reading/json-scalars.ts';
import type { FirstShown } from './first-shown.ts';
import type { FoundThing } from './found-things.ts';
import type { ObservedRequest } from './observed-request.ts';
import type { PlacedThing } from './placed-things.ts';
import type { RecentWrites } from './recent-writes.ts';
import type { ThingMarks } from './thing-marks.ts';
import { saySame } from './same-thing.ts';
import { saysSame, stateOf, type ThingStates } from './thing-states.ts';

interface OpenSpan extends UnseenSpan {
  /** The number of things that it may still explain. */
  left: number;
}

/** A change without a write that was seen. */
interface Change {
  readonly span: OpenSpan;
  readonly before: Members;
  /** Names of the members that changed. */
  readonly changed: readonly string[];
}

export interface UnseenWritesOptions {
  readonly book: IdBook;
  readonly writes: Pick<
    RecentWrites,
    'hasTouchedSince' | 'hasTouchedSinceShown' | 'remembersSince'
  >;
  readonly states: ThingStates;
  readonly firstShown: FirstShown;
  readonly seen: SeenIds;
  readonly marks: ThingMarks;
}

const spansMax = 16;
/** Waiting pairs may still be explained by spans that are used up. */
const causesMax = 64;
const keysMax = 20_000;

/**
 * The possible effects of writes that nobody saw, because their tap was lost. A thing is attributed to them
 * if primary shows exactly what such a write would leave: a new thing, a change, or a missing thing. No seen
 * write, even an overlapping one, may have touched the thing since then, or since primary last showed it: the
 * candidate may differ because it ignored that write. Each span explains at most as many things as the tap
 * may have written.
 */
export class UnseenWrites {
  readonly #options: UnseenWritesOptions;
  #spans: readonly OpenSpan[] = [];
  /** The latest spans. */
  #causes: readonly number[] = [];
  /** By key: the state that primary showed before a change for which no write was seen. */
  readonly #changes = new Map<string, Change>();
  /** Keys of things that primary has shown after the spans, so that they still exist. */
  readonly #shownSince = new Map<string, true>();

  constructor(options: UnseenWritesOptions) {
    this.#options = options;
  }

  get isNone(): boolean {
    return this.#spans.length === 0;
  }

  /** Whether the cause of an excuse is a span. */
  isCause(cause: number): boolean {
    return this.#causes.includes(cause);
  }

  /** Replaces the span with the same cause; see {@link UnseenSpan} for its end. */
  add(span: UnseenSpan): void {
    const others = this.#spans.filter(({ cause }) => cause !== span.cause);
    if (span.writesMax === 0) return this.#keep(others);
    this.#causes = [...this.#causes, span.cause].slice(-causesMax);
    this.#keep([...others, { ...span, left: span.writesMax }].slice(-spansMax));
  }

  clear(): void {
    this.#causes = [];
    this.#keep([]);
  }

  /** Notes the things that primary shows; to be called before they count as the latest state. */
  see(things: readonly FoundThing[], startedAt: number): void {
    if (this.isNone) return;
    // Drops spans since which the seen writes are no longer all known.
    this.#keep(this.#spans.filter(({ from }) => this.#options.writes.remembersSince(from)));
    for (const { names, members } of things) {
      const keys = names.map(keyOf);
      if (this.#spans.every(({ to }) => startedAt > to)) {
        for (const key of keys) this.#shownSince.set(key, true);
      }
      if (members !== null) this.#seeState(keys, members);
    }
    forgetFirst(this.#shownSince, keysMax);
    forgetFirst(this.#changes, keysMax);
  }

  /** Marks the things of a pair that differ because of such a write. */
  mark(request: ObservedRequest, placed: readonly PlacedThing[], candidateStatus: number): void {
    if (this.isNone) return;
    for (const one of placed) {
      // Another pair may have been the first to show it, while this one waited.
      const isMarked = one.names.some(({ key }) => this.#options.marks.of(key) !== undefined);
      if (one.mark === null && !isMarked) this.#markPlaced(one);
    }
    const { target, primary } = request;
    if (target !== null && this.#options.marks.of(target.key) === undefined) {
      if (isSuccess(primary.status) && isGone(candidateStatus)) this.#markAbsent([target.key]);
      else if (isGone(primary.status) && isSuccess(candidateStatus)) this.#markExtra([target.key]);
    }
  }

  #seeState(keys: readonly string[], members: Members): void {
    const last = this.#options.states.of(keys).at(-1);
    const state = stateOf(members);
    if (last === undefined || state === null || saysSame(last, members)) return;
    const span = this.#spanSinceShown(keys);
    if (span === null) return;
    const changed = Object.keys(members).filter(
      (name) => !saysSame(last, { [name]: members[name] }),
    );
    for (const key of keys) {
      if (!this.#changes.has(key)) this.#changes.set(key, { span, before: last, changed });
    }
  }

  #markPlaced({ names, primaryPath, candidatePath, ours, theirs }: PlacedThing): void {
    const keys = names.map(keyOf);
    if (candidatePath === null) return this.#markAbsent(keys);
    if (primaryPath === null) return this.#markExtra(keys);
    const change = keys.map((key) => this.#changes.get(key)).find((known) => known !== undefined);
    if (change === undefined || ours === null || theirs === null) return;
    if (saySame(this.#options.book, ours, theirs)) {
      if (change.changed.every((name) => Object.hasOwn(ours, name))) this.#forgetChange(keys);
      return;
    }
    const span = this.#spanFor(keys);
    if (span !== change.span) return;
    this.#forgetChange(keys);
    this.#note(span, keys, 'stale', change);
  }

  /** Primary first shows a thing after the span, and no seen write made it. */
  #markAbsent(keys: readonly string[]): void {
    const { seen, firstShown } = this.#options;
    const span = this.#spanFor(keys);
    if (span === null || keys.some((key) => seen.wasMade(key))) return;
    const isNew = (key: string): boolean =>
      (firstShown.of(key) ?? Number.NEGATIVE_INFINITY) >= span.from;
    if (keys.every(isNew)) this.#note(span, keys, 'absent');
  }

  /** Primary showed a thing before the span, and not since. */
  #markExtra(keys: readonly string[]): void {
    const { firstShown } = this.#options;
    const span = this.#spanSinceShown(keys);
    if (span === null || keys.some((key) => this.#shownSince.has(key))) return;
    const wasThere = (key: string): boolean =>
      (firstShown.of(key) ?? Number.POSITIVE_INFINITY) < span.to;
    if (keys.some(wasThere)) this.#note(span, keys, 'extra');
  }

  /** The same, if primary showed the thing before the span ended, and no seen write touched it after that. */
  #spanSinceShown(keys: readonly string[]): OpenSpan | null {
    const { states, writes } = this.#options;
    const shown = states.shownAt(keys);
    if (shown === undefined) return null;
    if (keys.some((key) => writes.hasTouchedSinceShown(key, shown))) return null;
    const span = this.#spanFor(keys);
    return span !== null && shown.startedAt <= span.to ? span : null;
  }

  /** The latest span since which no seen write touched a thing; null if there is none. */
  #spanFor(keys: readonly string[]): OpenSpan | null {
    const { writes } = this.#options;
    return (
      this.#spans.findLast(
        ({ from, left }) => left > 0 && !keys.some((key) => writes.hasTouchedSince(key, from)),
      ) ?? null
    );
  }

  #note(
    span: OpenSpan,
    keys: readonly string[],
    kind: 'absent' | 'extra' | 'stale',
    change: Pick<Change, 'before' | 'changed'> | null = null,
  ): void {
    const { cause, to } = span;
    span.left -= 1;
    const excuse = { because: 'loss', cause, until: to } as const;
    const states = change === null ? [] : [change.before];
    const { changed = [] } = change ?? {};
    const mark = { kind, ...excuse, isTarget: true, states, changed, mayBeGone: false };
    this.#options.marks.note(keys, mark);
    this.#keep(this.#spans.filter(({ left }) => left > 0));
  }

  #forgetChange(keys: readonly string[]): void {
    for (const key of keys) this.#changes.delete(key);
  }

  /** Drops the other spans, with the changes that were attributed to them. */
  #keep(spans: readonly OpenSpan[]): void {
    if (spans.length === this.#spans.length && spans.every((one, at) => one === this.#spans[at]))
      return;
    this.#spans = spans;
    for (const [key, { span }] of this.#changes) {
      if (!spans.includes(span)) this.#changes.delete(key);
    }
    if (spans.length === 0) this.#shownSince.clear();
  }
}
