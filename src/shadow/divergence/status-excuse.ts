import type { Excuse } from '../../vocabulary/excuses.ts';
import { isGone, isSuccess } from '../../vocabulary/status.ts';
import type { ThingMark } from './thing-mark.ts';

/** A marked thing that a request names, and the position of the name. */
export interface NamedMark {
  readonly mark: ThingMark;
  readonly where: 'path' | 'query' | 'body' | 'header' | 'credential';
}

/** The two answers to a request, as far as their statuses matter. */
export interface Statuses {
  readonly primary: number;
  readonly candidate: number;
  readonly isWrite: boolean;
  /** It names a revision, or is an action without a body, so it may find a thing in another state. */
  readonly mayConflict: boolean;
}

const denied: ReadonlySet<number> = new Set([401, 403]);
/** A request finds a thing in another state than it expects. */
const conflicts: ReadonlySet<number> = new Set([409, 412]);
/** A write refers to a thing that does not exist, or to a name that is taken. */
const refusals: ReadonlySet<number> = new Set([400, 404, 409, 410, 412, 422]);

/**
 * Whether two different statuses follow from a marked thing that the request names. A failure of the
 * candidate's own, 5xx or no answer, never does.
 */
export function statusExcuse(
  { primary, candidate, isWrite, mayConflict }: Statuses,
  named: readonly NamedMark[],
): Excuse | null {
  if (primary === candidate || primary >= 500 || candidate >= 500) return null;
  const [ours, theirs] = [isSuccess(primary), isSuccess(candidate)];
  if (ours && theirs) return null;
  const explaining = named.filter(({ mark, where }) => {
    if (!mark.isTarget) return false;
    if (!ours && !theirs) return isTurnedAway(mark, where, { primary, candidate });
    return ours
      ? explainsRefusal(mark, where, candidate, { isWrite, mayConflict })
      : explainsPrimarysRefusal(mark, where, primary, mayConflict);
  });
  return earliest(explaining.map(({ mark }) => mark));
}

function explainsRefusal(
  { kind }: ThingMark,
  where: NamedMark['where'],
  status: number,
  { isWrite, mayConflict }: Pick<Statuses, 'isWrite' | 'mayConflict'>,
): boolean {
  if (where === 'credential') return kind === 'absent' && denied.has(status);
  switch (kind) {
    case 'absent':
      return isWrite ? refusals.has(status) : isGone(status) && where !== 'header';
    case 'extra':
      return isWrite && refusals.has(status);
    case 'stale':
    case 'raced':
      return mayConflict && conflicts.has(status);
  }
}

/** The candidate still has what primary no longer has, or has not yet changed as primary has. */
function explainsPrimarysRefusal(
  { kind }: ThingMark,
  where: NamedMark['where'],
  status: number,
  mayConflict: boolean,
): boolean {
  switch (kind) {
    case 'extra':
      return where === 'credential' ? denied.has(status) : isGone(status);
    case 'absent':
      return false;
    case 'stale':
    case 'raced':
      return mayConflict && where === 'path' && conflicts.has(status);
  }
}

/**
 * Both refuse, and one of the two does so at an earlier check than the other: it does not know the client, or
 * the subject.
 */
function isTurnedAway(
  { kind }: ThingMark,
  where: NamedMark['where'],
  { primary, candidate }: Pick<Statuses, 'primary' | 'candidate'>,
): boolean {
  if (where !== 'credential' && where !== 'path') return false;
  const turnsAway = (status: number): boolean =>
    where === 'credential' ? denied.has(status) : isGone(status);
  if (kind === 'absent') return turnsAway(candidate);
  return kind === 'extra' && turnsAway(primary);
}

/** Of several equal explanations, the first cause. */
function earliest(marks: readonly ThingMark[]): Excuse | null {
  const [first] = marks.toSorted((a, b) => a.cause - b.cause);
  return first === undefined ? null : { because: first.because, cause: first.cause };
}
