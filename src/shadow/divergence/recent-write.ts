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

/** The properties of a write that can race with other requests; times on the live thread's clock. */
export interface RecentWrite {
  readonly sequence: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Keys of the things that it made, changed, removed or named. */
  readonly touched: readonly string[];
  /** The keys of its subject among them. */
  readonly targets: ReadonlySet<string>;
  /** Keys of things that it made. */
  readonly made: readonly string[];
  /** Keys of things that it made or removed: other requests may have seen that or not. */
  readonly comesOrGoes: ReadonlySet<string>;
  /** How it may have changed totals. */
  readonly totals: CountedThings;
  /** Names of the members that it set, according to its body. */
  readonly changed: readonly string[];
  /** A `PUT` or `PATCH`: its answer shows the resulting state. */
  readonly setsTarget: boolean;
  /** Primary refused it. */
  readonly isRefused: boolean;
  /** It may have made something that primary's truncated answer does not name. */
  readonly mayMakeUnnamed: boolean;
  /** The states of the touched things that primary showed before it, by key. */
  readonly before: ReadonlyMap<string, readonly Members[]>;
  /** The states of these things in its answer, and that of its target in its body. */
  readonly after: ReadonlyMap<string, readonly Members[]>;
}

/** More things in one answer are a list, and not what a write changed. */
const shownMax = 20;

/**
 * What is remembered of a write when primary has answered it, before its answer counts as the latest state of
 * things.
 *
 * @param relatives keys of the owner of its credential
 * @param namedWrite its effect on a thing that is known by its name; null if there is none
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
    setsTarget: write.head.method === 'PUT' || write.head.method === 'PATCH',
    isRefused: !mayBeDone(write),
    mayMakeUnnamed: write.head.method === 'POST' && made.length === 0 && !write.isWhole,
    before,
    after,
  };
}

/** The state that it sends, and the state that primary showed before with the replacements. */
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
