import type { GateView } from './gate-view.ts';
import type { Answering, Entry, JournalEntry } from './journal-entry.ts';

/**
 * The state of an environment according to the journal.
 *
 * - `waiting`: primary answers, and nothing was done or all of it was undone
 * - `promoting`: its promotion runs
 * - `promoted`: the command ended, the candidate is not verified yet
 * - `soaking`, `passed`: the candidate was verified
 * - `failing`: its promotion failed, and nothing was done about it yet
 * - `rollingBack`: from the first attempt until primary is verified
 * - `held`: the promotion or the gate failed, and a person decides
 * - `failed`: its promotion could not be started, so nothing has changed
 * - `unknown`: a promotion or a rollback began, and its end is not in the journal
 */
export type TrackKind =
  | 'waiting'
  | 'promoting'
  | 'promoted'
  | 'soaking'
  | 'passed'
  | 'failing'
  | 'rollingBack'
  | 'rolledBack'
  | 'held'
  | 'failed'
  | 'unknown';

/** A command that began and has not ended. */
export interface OpenRun {
  readonly begin: Entry<'begin'>;
  readonly started: Entry<'started'> | null;
}

export interface Track {
  readonly kind: TrackKind;
  /** The version of the plan that led to this state; undefined if nothing was done yet. */
  readonly version: string | null | undefined;
  /** When the state began, in ms since the epoch; 0 if nothing was done yet. */
  readonly since: number;
  readonly who: string | null;
  readonly why: string | null;
  /** When the candidate was verified; null once primary was verified after it. */
  readonly promotedAt: number | null;
  readonly passedAt: number | null;
  /** The verdict of the gate before the promotion, until its fail is over; of a later one, a fail is new. */
  readonly gateBefore: GateView | null;
  /** The verdict of the gate at the last decision. */
  readonly gate: GateView | null;
  /** The number of consecutive failed rollbacks, and the time of the last one. */
  readonly failedRollbacks: number;
  readonly lastFailedAt: number | null;
  /** Whether the rollback's command has succeeded, and primary must be verified. */
  readonly isRolledBackUnverified: boolean;
  /** When the rollback must be repeated, because a promotion may run until then. */
  readonly repeatAt: number | null;
  /** Whether primary was verified, and it now waits for `repeatAt`. */
  readonly waitsForRepeat: boolean;
  /** The command that runs, or that was interrupted. */
  readonly open: OpenRun | null;
  /** Members of the state `unknown`. */
  readonly unknown: UnknownRun | null;
  /** The state before a rehearsal, which is restored at its end. */
  readonly beforeRehearsal: Pick<Track, 'kind' | 'promotedAt' | 'passedAt' | 'gateBefore'> | null;
  /** The state before it was held; null once primary was verified after it. */
  readonly heldFrom: TrackKind | null;
  readonly rehearsal: Entry<'rehearsed'> | null;
}

/** A step that began, and whose effect is unknown. */
interface UnknownRun {
  readonly step: 'promote' | 'rollback';
  /** Null if the process has ended: the step was interrupted. */
  readonly run: OpenRun | null;
  /** A verification that failed. */
  readonly notAnswering: readonly Answering[];
}

export const untouched: Track = {
  kind: 'waiting',
  version: undefined,
  since: 0,
  who: null,
  why: null,
  promotedAt: null,
  passedAt: null,
  gateBefore: null,
  gate: null,
  failedRollbacks: 0,
  lastFailedAt: null,
  isRolledBackUnverified: false,
  repeatAt: null,
  waitsForRepeat: false,
  open: null,
  unknown: null,
  beforeRehearsal: null,
  heldFrom: null,
  rehearsal: null,
};

/** The state of an environment after another entry about it. */
export function afterEntry(track: Track, entry: JournalEntry): Track {
  const at = Date.parse(entry.at);
  const became = (kind: TrackKind, more: Partial<Track> = {}): Track => ({
    ...track,
    kind,
    since: at,
    who: entry.who,
    ...more,
  });
  switch (entry.event) {
    case 'begin':
      return afterBegin(settled(track), entry, at);
    case 'started':
      if (track.open?.begin.id !== entry.id) return track;
      return { ...track, open: { ...track.open, started: entry } };
    case 'end':
      if (track.open?.begin.id !== entry.id) return track;
      return afterEnd({ ...track, open: null }, entry, at);
    case 'passed':
      return became('passed', {
        passedAt: at,
        why: entry.why,
        gate: entry.gate,
        gateBefore: entry.gate,
      });
    case 'held':
      return became('held', {
        heldFrom: track.kind,
        why: entry.why,
        gate: entry.gate,
        // Nobody knows what answered meanwhile: if it is resumed, the soak from before a rehearsal does not count.
        beforeRehearsal: null,
      });
    case 'cleared':
      return { ...track, gateBefore: entry.gate };
    case 'resumed':
      return became(resumedKind(track), { why: entry.why, version: entry.version });
    case 'rehearsed':
      return { ...track, rehearsal: entry };
  }
}

/**
 * Changes the state of a promotion or rollback without an end to `unknown`, once it certainly does not run
 * here.
 */
export function settled(track: Track): Track {
  const { open } = track;
  if (open === null) return track;
  const { step } = open.begin;
  // A verification changes nothing, so it is repeated.
  if (step === 'verify') return { ...track, open: null };
  return {
    ...track,
    kind: 'unknown',
    open: null,
    unknown: { step, run: open, notAnswering: [] },
  };
}

function resumedKind({ kind, heldFrom }: Track): TrackKind {
  if (kind !== 'held') return 'waiting';
  return heldFrom === 'soaking' ? 'soaking' : 'promoted';
}

function afterBegin(track: Track, begin: Entry<'begin'>, at: number): Track {
  const open = { begin, started: null };
  const { who, why, version, gate, isRehearsal, step } = begin;
  if (step === 'verify') return { ...track, open };
  const common = { ...track, since: at, who, why, version, open, unknown: null };
  if (step === 'promote') {
    return {
      ...common,
      kind: 'promoting',
      gate,
      gateBefore: isRehearsal ? track.gateBefore : gate,
      beforeRehearsal: isRehearsal ? track.beforeRehearsal : null,
    };
  }
  const { kind, promotedAt, passedAt, gateBefore } = track;
  const origin = track.beforeRehearsal ?? { kind, promotedAt, passedAt, gateBefore };
  const isAgain = kind === 'rollingBack';
  return {
    ...common,
    kind: 'rollingBack',
    gate: gate ?? track.gate,
    isRolledBackUnverified: false,
    repeatAt: begin.repeatAt === undefined ? null : Date.parse(begin.repeatAt),
    waitsForRepeat: false,
    failedRollbacks: isAgain ? track.failedRollbacks : 0,
    beforeRehearsal: isRehearsal ? origin : null,
  };
}

function afterEnd(track: Track, end: Entry<'end'>, at: number): Track {
  if (end.step === 'promote') return afterPromote(track, end, at);
  if (end.step === 'rollback') return afterRollback(track, end, at);
  if (end.outcome === 'interrupted') return track;
  return end.outcome === 'ok' ? afterFound(track, end, at) : afterNotFound(track, end, at);
}

function afterPromote(track: Track, end: Entry<'end'>, at: number): Track {
  const { outcome, isRehearsal } = end;
  if (outcome === 'ok') return { ...track, kind: 'promoted', since: at };
  if (outcome === 'interrupted') {
    const unknown = { step: 'promote', run: null, notAnswering: [] } as const;
    return { ...track, kind: 'unknown', since: at, unknown };
  }
  const why = `the promotion ${endWords(end)}`;
  const isUnchanged = outcome === 'not_started' && !isRehearsal;
  return { ...track, kind: isUnchanged ? 'failed' : 'failing', since: at, why };
}

function afterRollback(track: Track, { outcome }: Entry<'end'>, at: number): Track {
  if (outcome === 'ok') return { ...track, isRolledBackUnverified: true };
  if (outcome === 'interrupted') return track;
  return failedRollback(track, at);
}

function failedRollback(track: Track, at: number): Track {
  return {
    ...track,
    kind: 'rollingBack',
    isRolledBackUnverified: false,
    failedRollbacks: track.failedRollbacks + 1,
    lastFailedAt: at,
  };
}

/** The verification succeeded. */
function afterFound(track: Track, { expect }: Entry<'end'>, at: number): Track {
  const { kind, unknown, beforeRehearsal } = track;
  const settledTrack = { ...track, since: at, unknown: null, failedRollbacks: 0 };
  if (expect === 'candidate' && (kind === 'promoted' || unknown?.step === 'promote')) {
    if (beforeRehearsal !== null) {
      return { ...settledTrack, ...beforeRehearsal, beforeRehearsal: null };
    }
    return { ...settledTrack, kind: 'soaking', promotedAt: at, passedAt: null };
  }
  if (expect !== 'primary') return track;
  const back = {
    ...settledTrack,
    isRolledBackUnverified: false,
    promotedAt: null,
    passedAt: null,
    heldFrom: null,
  };
  if (unknown?.step === 'promote') return { ...back, kind: 'waiting', beforeRehearsal: null };
  if (kind === 'rollingBack' || unknown?.step === 'rollback') {
    if (track.repeatAt !== null) return { ...back, kind: 'rollingBack', waitsForRepeat: true };
    return { ...back, kind: beforeRehearsal === null ? 'rolledBack' : 'waiting' };
  }
  return track;
}

/** The verification failed. */
function afterNotFound(track: Track, end: Entry<'end'>, at: number): Track {
  const { kind, unknown } = track;
  const why = `${end.expect} does not answer: verify ${endWords(end)}`;
  if (kind === 'promoted') return { ...track, kind: 'failing', since: at, why };
  if (kind === 'rollingBack') return failedRollback(track, at);
  if (unknown === null) return track;
  const notAnswering = [...unknown.notAnswering, end.expect];
  if (unknown.step === 'rollback') {
    return { ...track, kind: 'rollingBack', unknown: null, lastFailedAt: null };
  }
  if (new Set(notAnswering).size < 2) {
    return { ...track, unknown: { ...unknown, notAnswering } };
  }
  const neither = 'the promotion was cut off, and neither version was verified';
  return { ...track, kind: 'failing', since: at, why: neither, unknown: null };
}

/** How a command ended, as the end of a sentence. */
export function endWords({
  outcome,
  exitCode,
  signal,
}: Pick<Entry<'end'>, 'outcome' | 'exitCode' | 'signal'>): string {
  switch (outcome) {
    case 'ok':
      return 'succeeded';
    case 'failed':
      return exitCode === null ? `was ended by ${signal}` : `exited with ${exitCode}`;
    case 'timeout':
      return 'did not end within its timeout';
    case 'interrupted':
      return 'was interrupted';
    case 'not_started':
      return 'could not be started';
  }
}
