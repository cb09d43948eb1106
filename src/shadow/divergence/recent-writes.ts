import { forgetFirst } from '../forget-first.ts';
import type { Members } from '../identity/reading/json-scalars.ts';
import { type CountedThings, countedThings } from './counted-things.ts';
import { madeThings } from './made-things.ts';
import type { NamedWrite } from './named-things.ts';
import {
  changedBy,
  mayBeDone,
  type ObservedRequest,
  placeKey,
  removesTarget,
} from './observed-request.ts';
import { withReplacements } from './sent-changes.ts';
import { stateOf, type ThingStates } from './thing-states.ts';

/** A write as far as it can race with other requests; times on the live thread's clock. */
export interface RecentWrite {
  readonly sequence: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Keys of the things it made, changed, removed or named. */
  readonly touched: readonly string[];
  /** Of those, the keys of what it was about. */
  readonly targets: ReadonlySet<string>;
  /** Keys of what it made. */
  readonly made: readonly string[];
  /** Keys of what it made or removed: others may or may not have found that. */
  readonly comesOrGoes: ReadonlySet<string>;
  /** How it may have changed totals. */
  readonly totals: CountedThings;
  /** Names of the members that it set, by its body. */
  readonly changed: readonly string[];
  /** Primary refused it. */
  readonly isRefused: boolean;
  /** It may have made what primary's answer, which broke off, does not name. */
  readonly mayMakeUnnamed: boolean;
  /** What primary showed of the touched things before it, by key. */
  readonly before: ReadonlyMap<string, readonly Members[]>;
  /** What its answer shows of them, and what its body says of its target. */
  readonly after: ReadonlyMap<string, readonly Members[]>;
}

/** When a thing was made, where other things were being made at the same time. */
export interface MadeAt {
  readonly sequence: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** More things in one answer are a list, rather than what a write changed. */
const shownMax = 20;

/**
 * What is remembered of a write when primary has answered it, and before its answer is taken for the
 * latest state of things.
 *
 * @param relatives keys of what its credential belongs to
 * @param namedWrite what it does to a thing that is known by its name; null if there is none
 */
export function recentWrite(
  write: ObservedRequest,
  relatives: readonly string[],
  states: ThingStates,
  namedWrite: NamedWrite | null,
): RecentWrite {
  const { sequence, startedAt, endedAt, target, body } = write;
  const shown = write.things.filter(({ members }) => members !== null).slice(0, shownMax);
  const madeNames = madeThings(write);
  const made = madeNames.flatMap((names) => names.map(({ key }) => key));
  const roots = shown.filter(({ at }) => at.depth <= 1).flatMap(({ names }) => names);
  const about = target === null ? roots.map(({ key }) => key) : [target.key];
  const place = placeKey(write);
  const after = new Map<string, Members[]>();
  for (const { names, members } of shown) {
    for (const { key } of names) push(after, key, members ?? {});
  }
  if (target !== null && body !== null) push(after, target.key, body);
  const named = write.named.filter(({ where }) => where !== 'credential').map(({ key }) => key);
  const touched = [...new Set([...about, ...made, ...named, ...relatives, ...after.keys()])];
  if (place !== null) touched.push(place);
  if (namedWrite !== null) touched.push(namedWrite.key);
  const before = new Map(touched.map((key) => [key, states.of([key])]));
  const [targets, comesOrGoes] = [new Set([...about, ...made]), new Set(made)];
  if (place !== null) targets.add(place);
  if (removesTarget(write) && target !== null) comesOrGoes.add(target.key);
  if (namedWrite !== null) {
    targets.add(namedWrite.key);
    if (namedWrite.comesOrGoes) comesOrGoes.add(namedWrite.key);
    for (const state of statesAfter(namedWrite, before)) push(after, namedWrite.key, state);
  }
  return {
    sequence,
    startedAt,
    endedAt,
    touched,
    targets,
    made,
    totals: countedThings(write, madeNames),
    comesOrGoes,
    changed: changedBy(write),
    isRefused: !mayBeDone(write),
    mayMakeUnnamed: write.head.method === 'POST' && made.length === 0 && !write.isWhole,
    before,
    after,
  };
}

/** The state that it sends, and what primary showed before with the replacements. */
function statesAfter(
  { key, sent, replacements }: NamedWrite,
  before: ReadonlyMap<string, readonly Members[]>,
): readonly Members[] {
  const state = sent === null ? null : stateOf(sent);
  const said = state === null ? [] : [state];
  if (replacements.size === 0) return said;
  const shown = before.get(key) ?? [];
  return [...said, ...shown.map((one) => withReplacements(one, replacements))];
}

function push(map: Map<string, Members[]>, key: string, members: Members): void {
  const states = map.get(key);
  if (states === undefined) map.set(key, [members]);
  else states.push(members);
}

const writesMax = 4_000;
const madeMax = 50_000;
/** Writes to one thing: a pair is judged soon after it was answered. */
const changesMax = 4;

const none: readonly RecentWrite[] = [];

/**
 * The latest writes, by what they touched: primary could have answered either way where a request
 * overlapped with one of them.
 */
export class RecentWrites {
  /** In the order in which primary answered them. */
  readonly #writes = new Map<number, RecentWrite>();
  readonly #byKey = new Map<string, RecentWrite[]>();
  /** Of things that were made while others were; see `MadeThing`. */
  readonly #made = new Map<string, MadeAt>();
  /** The same by keys of the candidate's identities, where primary's answer broke off. */
  readonly #madeThere = new Map<string, MadeAt>();
  readonly #creations: RecentWrite[] = [];
  /** Writes that may have changed totals, in the order in which primary answered them. */
  readonly #counting: RecentWrite[] = [];
  /** When things were last written, by their keys. */
  readonly #changed = new Map<string, readonly MadeAt[]>();
  #hasRacedChanges = false;
  /** The two that were answered last. */
  #latest: readonly RecentWrite[] = [];

  add(write: RecentWrite): void {
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
    if (this.#writes.size > writesMax) this.#forgetSome();
  }

  get(sequence: number): RecentWrite | undefined {
    return this.#writes.get(sequence);
  }

  #noteCounting(write: RecentWrite): void {
    if (write.totals.madeOrRemoved.length + write.totals.altered.length === 0) return;
    this.#counting.push(write);
    if (this.#counting.length > countingMax) this.#counting.splice(0, countingMax / 2);
  }

  /** Notes when things were made, where the making of others overlapped. */
  #noteMade(write: RecentWrite): void {
    const overlapping = overlappingAmong(this.#creations, write);
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
    this.#hasRacedChanges ||= this.mayOverlap({ sequence, startedAt });
    for (const key of targets) {
      const before = this.#changed.get(key) ?? [];
      this.#changed.delete(key);
      this.#changed.set(key, [...before, { sequence, startedAt, endedAt }].slice(-changesMax));
    }
    forgetFirst(this.#changed, madeMax);
  }

  /** Whether two writes overlapped, so that feeds may show what they changed in either order. */
  get hasRacedChanges(): boolean {
    return this.#hasRacedChanges;
  }

  /**
   * When a thing was last written.
   *
   * @param until writes that began later do not show in what is compared
   */
  changedAt(key: string, until: number): MadeAt | undefined {
    return this.#changed.get(key)?.findLast(({ startedAt }) => startedAt < until);
  }

  /** Notes what the candidate made in a write whose answer from primary broke off. */
  noteMadeThere(write: number, keys: readonly string[]): void {
    const known = this.#writes.get(write);
    if (known?.mayMakeUnnamed !== true) return;
    const { sequence, startedAt, endedAt } = known;
    for (const key of keys) this.#madeThere.set(key, { sequence, startedAt, endedAt });
    forgetFirst(this.#madeThere, madeMax);
  }

  /** Some things were made at the same time, so that lists may show them in either order. */
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

  /** Some other write may have overlapped with a request. */
  mayOverlap({ sequence, startedAt }: Pick<MadeAt, 'sequence' | 'startedAt'>): boolean {
    return this.#latest.some((write) => write.sequence !== sequence && write.endedAt > startedAt);
  }

  /** Writes that touched a thing while a request was under way on primary; not the request itself. */
  overlapping(key: string, { sequence, startedAt, endedAt }: MadeAt): readonly RecentWrite[] {
    const writes = this.#byKey.get(key);
    if (writes === undefined) return none;
    return overlappingAmong(writes, { startedAt, endedAt }).filter(
      (write) => write.sequence !== sequence,
    );
  }

  /** Writes that may have changed totals while a request was under way on primary; not the request itself. */
  changingTotals({ sequence, startedAt, endedAt }: MadeAt): readonly RecentWrite[] {
    const found = overlappingAmong(this.#counting, { startedAt, endedAt });
    return found.filter((write) => write.sequence !== sequence);
  }

  #forgetSome(): void {
    for (const [sequence, write] of this.#writes) {
      if (this.#writes.size <= (writesMax * 15) / 16) return;
      this.#writes.delete(sequence);
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

type Interval = Pick<MadeAt, 'startedAt' | 'endedAt'>;

/**
 * Those of which neither was answered before the other was sent.
 *
 * @param writes in the order in which they were answered, so that the search ends early
 */
function overlappingAmong(
  writes: readonly RecentWrite[],
  { startedAt, endedAt }: Interval,
): readonly RecentWrite[] {
  const found: RecentWrite[] = [];
  for (let at = writes.length - 1; at >= 0; at -= 1) {
    const write = writes[at];
    if (write === undefined || write.endedAt <= startedAt) break;
    if (write.startedAt < endedAt) found.push(write);
  }
  return found.toReversed();
}
