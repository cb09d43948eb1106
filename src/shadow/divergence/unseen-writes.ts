import { isGone, isSuccess } from '../../vocabulary/status.ts';
import type { UnseenSpan } from '../../vocabulary/unseen-span.ts';
import { forgetFirst } from '../forget-first.ts';
import { keyOf } from '../identity/recognizing/found-id.ts';
import type { SeenIds } from '../identity/learning/seen-ids.ts';
import type { Members } from '../identity/reading/json-scalars.ts';
import type { FirstShown } from './first-shown.ts';
import type { FoundThing } from './found-things.ts';
import type { ObservedRequest } from './observed-request.ts';
import type { PlacedThing } from './placed-things.ts';
import type { RecentWrites } from './recent-writes.ts';
import type { ThingMarks } from './thing-marks.ts';
import { saysSame, stateOf, type ThingStates } from './thing-states.ts';

interface OpenSpan extends UnseenSpan {
  /** Things that it may still explain. */
  left: number;
}

interface Change {
  readonly span: OpenSpan;
  readonly before: Members;
  /** Names of the members that changed. */
  readonly changed: readonly string[];
}

export interface UnseenWritesOptions {
  readonly writes: RecentWrites;
  readonly states: ThingStates;
  readonly firstShown: FirstShown;
  readonly seen: SeenIds;
  readonly marks: ThingMarks;
}

const spansMax = 16;
const keysMax = 20_000;

/**
 * What writes may have done that nobody saw, because their tap was lost. A thing is put down to them if no write that was
 * seen has touched it since, and primary shows exactly what such a write would leave: a thing that is new, a change, or a
 * thing that is gone. Each span explains no more things than the tap may have written.
 */
export class UnseenWrites {
  readonly #options: UnseenWritesOptions;
  #spans: readonly OpenSpan[] = [];
  /** By key: what primary showed before it changed, though no write was seen. */
  readonly #changes = new Map<string, Change>();
  /** Keys of what primary has shown after the spans: it is not gone. */
  readonly #shownSince = new Map<string, true>();

  constructor(options: UnseenWritesOptions) {
    this.#options = options;
  }

  get isNone(): boolean {
    return this.#spans.length === 0;
  }

  add(span: UnseenSpan): void {
    if (span.writesMax > 0) this.#spans = [...this.#spans, { ...span, left: span.writesMax }];
    this.#spans = this.#spans.slice(-spansMax);
  }

  clear(): void {
    this.#spans = [];
    this.#changes.clear();
    this.#shownSince.clear();
  }

  /** Primary shows these; to be called before they are taken for the latest state. */
  see(things: readonly FoundThing[], startedAt: number): void {
    if (this.isNone) return;
    for (const { names, members } of things) {
      const keys = names.map(keyOf);
      if (this.#spans.every(({ to }) => startedAt > to))
        for (const key of keys) this.#shownSince.set(key, true);
      if (members !== null) this.#seeState(keys, members);
    }
    forgetFirst(this.#shownSince, keysMax);
    forgetFirst(this.#changes, keysMax);
  }

  /** Marks the things of a pair that differ because of such a write. @returns whether there are any */
  mark(request: ObservedRequest, placed: readonly PlacedThing[], candidateStatus: number): boolean {
    if (this.isNone) return false;
    const before = this.#options.marks.size;
    for (const one of placed) if (one.mark === null) this.#markPlaced(one);
    const { target, primary } = request;
    if (target !== null && this.#options.marks.of(target.key) === undefined) {
      if (isSuccess(primary.status) && isGone(candidateStatus)) this.#markAbsent([target.key]);
      else if (isGone(primary.status) && isSuccess(candidateStatus)) this.#markExtra([target.key]);
    }
    return this.#options.marks.size > before;
  }

  #seeState(keys: readonly string[], members: Members): void {
    const last = this.#options.states.of(keys).at(-1);
    const state = stateOf(members);
    if (last === undefined || state === null || saysSame(last, members)) return;
    const span = this.#spanFor(keys);
    if (span === null) return;
    const changed = Object.keys(members).filter(
      (name) => !saysSame(last, { [name]: members[name] }),
    );
    for (const key of keys)
      if (!this.#changes.has(key)) this.#changes.set(key, { span, before: last, changed });
  }

  #markPlaced({ names, primaryPath, candidatePath }: PlacedThing): void {
    const keys = names.map(keyOf);
    if (candidatePath === null) return this.#markAbsent(keys);
    if (primaryPath === null) return this.#markExtra(keys);
    const change = keys.map((key) => this.#changes.get(key)).find((known) => known !== undefined);
    if (change === undefined || this.#spanFor(keys) === null) return;
    for (const key of keys) this.#changes.delete(key);
    this.#note(change.span, keys, 'stale', change);
  }

  /** Primary shows a thing first since then, and no write was seen that made it. */
  #markAbsent(keys: readonly string[]): void {
    const { seen, firstShown } = this.#options;
    const span = this.#spanFor(keys);
    if (span === null || keys.some((key) => seen.wasMade(key))) return;
    if (keys.every((key) => (firstShown.of(key) ?? span.from) >= span.from))
      this.#note(span, keys, 'absent');
  }

  /** Primary showed a thing before, and does not since. */
  #markExtra(keys: readonly string[]): void {
    const { firstShown } = this.#options;
    const span = this.#spanFor(keys);
    if (span === null || keys.some((key) => this.#shownSince.has(key))) return;
    if (keys.some((key) => (firstShown.of(key) ?? Number.POSITIVE_INFINITY) < span.to))
      this.#note(span, keys, 'extra');
  }

  /** The latest span since which no write that was seen touched a thing; null if there is none. */
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
    this.#spans = this.#spans.filter(({ left }) => left > 0);
  }
}
