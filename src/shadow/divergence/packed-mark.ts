import type { ExcuseReason, MarkKind } from '../../vocabulary/excuses.ts';
import type { Members } from '../identity/reading/json-scalars.ts';
import type { ThingMark } from './thing-mark.ts';
import { stateOf } from './thing-states.ts';

/** A mark in the form in which a journal keeps it. */
export type PackedMark = readonly [
  kind: MarkKind,
  because: ExcuseReason,
  cause: number,
  until: number,
  isTarget: 0 | 1,
  mayBeGone: 0 | 1,
  changed: readonly string[],
  states: readonly Members[],
  unnamedSince: number | null,
];

/** Long texts in its states are left out, as in all remembered states. */
export function packedMark(mark: ThingMark): PackedMark {
  const { kind, because, cause, until, changed, unnamedSince = null } = mark;
  const states = mark.states.map(stateOf).filter((state) => state !== null);
  const [isTarget, mayBeGone] = [mark.isTarget ? 1 : 0, mark.mayBeGone ? 1 : 0] as const;
  return [kind, because, cause, until, isTarget, mayBeGone, changed, states, unnamedSince];
}

export function unpackedMark(packed: PackedMark): ThingMark {
  const [kind, because, cause, until, isTarget, mayBeGone, changed, states, since] = packed;
  const flags = { isTarget: isTarget === 1, mayBeGone: mayBeGone === 1 };
  const unnamed = since === null ? {} : { unnamedSince: since };
  return { kind, because, cause, until, ...flags, changed, states, ...unnamed };
}

/** The candidate's content of the thing is no longer explained, but the fact that it differs still is. */
export function withoutStates(packed: PackedMark): PackedMark {
  const [kind, because, cause, until, isTarget, mayBeGone, changed, , since] = packed;
  return [kind, because, cause, until, isTarget, mayBeGone, changed, [], since];
}
