import {
  type Excuse,
  type ExcuseReason,
  noExcuses,
  type PairExcuses,
} from '../../vocabulary/excuses.ts';
import { isGone, isSuccess } from '../../vocabulary/status.ts';
import type { ArrivalOrder } from '../order/arrival-order.ts';
import type { UnseenSpan } from '../../vocabulary/unseen-span.ts';
import type { IdBook } from '../identity/book/id-book.ts';
import type { WorldJournal } from '../journal/world-journal.ts';
import type { SeenIds } from '../identity/learning/seen-ids.ts';
import type { ParsedAnswer } from '../identity/reading/parsed-answer.ts';
import { endMarkOfTarget, endMarksShown } from './end-marks.ts';
import { FirstShown } from './first-shown.ts';
import { LossHints } from './loss-hints.ts';
import { LostCursors } from './lost-cursors.ts';
import { MissedRenames } from './missed-renames.ts';
import { markRaced } from './mark-races.ts';
import {
  type Marking,
  markMissedWrite,
  markMissing,
  markOwnWrite,
  unnamedByPrimary,
} from './mark-writes.ts';
import { mayBeDone, type ObservedRequest } from './observed-request.ts';
import { isChangingKind } from '../identity/recognizing/field-context.ts';
import { namedMarks } from './named-marks.ts';
import { NamedThings } from './named-things.ts';
import { type WriteDone, writeDone } from './write-done.ts';
import { writtenMembers } from './written-members.ts';
import { bodyExcuses } from './pair-excuses.ts';
import {
  noneShown,
  placeThings,
  type ShownThings,
  shownThings,
  withLaterMarks,
  withNamed,
  withoutReferences,
} from './placed-things.ts';
import { type RecentWrite, recentWrite } from './recent-write.ts';
import { RecentWrites } from './recent-writes.ts';
import { keyOfTarget, raceable, raceExcuse } from './race-excuse.ts';
import { type NamedMark, statusExcuse } from './status-excuse.ts';
import { ThingMarks } from './thing-marks.ts';
import { ThingStates } from './thing-states.ts';
import { UnseenNeeds } from './unseen-needs.ts';
import { UnseenWrites } from './unseen-writes.ts';

/** Returns what may explain differences in a pair, once all writes that overlapped with it are known. */
export type JudgeExcuses = () => PairExcuses;

const nothingExcused: JudgeExcuses = () => noExcuses;

export interface DivergenceOptions {
  readonly book: IdBook;
  readonly seen: SeenIds;
  readonly arrivals: ArrivalOrder;
  /** By how much the clocks of two taps may differ, in milliseconds; 0 if there is only one. */
  readonly skewMs: number;
  /** Memory in which the knowledge outlives the worker. */
  readonly journal: WorldJournal;
}

/**
 * Knows how the candidate's world differs from primary's, and what that explains. It sees each exchange when
 * primary has answered, and again when the candidate has answered or failed, or was not asked.
 */
export class Divergence {
  readonly #book: IdBook;
  readonly #seen: SeenIds;
  readonly #marks: ThingMarks;
  readonly #states = new ThingStates();
  readonly #firstShown = new FirstShown();
  readonly #writes: RecentWrites;
  readonly #skewMs: number;
  readonly #unseen: UnseenNeeds;
  readonly #unseenWrites: UnseenWrites;
  readonly #hints: LossHints;
  readonly #lostCursors: LostCursors;
  readonly #renames: MissedRenames;
  readonly #named = new NamedThings();
  readonly #journal: WorldJournal;
  /** Exchanges that have arrived and have no result of the candidate yet. */
  #unjudged = 0;

  constructor({ book, seen, arrivals, skewMs, journal }: DivergenceOptions) {
    this.#journal = journal;
    this.#marks = new ThingMarks(arrivals, journal);
    this.#renames = new MissedRenames(journal);
    this.#lostCursors = new LostCursors(journal);
    this.#hints = new LossHints(journal);
    this.#skewMs = skewMs;
    this.#writes = new RecentWrites(skewMs);
    this.#book = book;
    this.#seen = seen;
    this.#unseen = new UnseenNeeds({ book, seen, marks: this.#marks }, journal);
    const [marks, states, firstShown] = [this.#marks, this.#states, this.#firstShown];
    this.#unseenWrites = new UnseenWrites({
      marks,
      states,
      firstShown,
      seen,
      book,
      writes: this.#writes,
    });
  }

  /** The number of marks. */
  get marks(): number {
    return this.#marks.size;
  }

  /** Notes primary's answer; to be called in the order of its answers. */
  arrived(request: ObservedRequest): void {
    const { isWrite, primary, things, sequence, startedAt } = request;
    this.#unjudged += 1;
    // The candidate may do the one of two overlapping writes that primary refused because of the other.
    if (isWrite && (mayBeDone(request) || raceable.has(primary.status))) {
      const named = this.#named.noteWrite(request);
      const write = recentWrite(request, this.#relativesOf(request), this.#states, named);
      this.#writes.add(write, this.#unjudged);
      this.#noteRaces(request, write);
    }
    if (!isSuccess(primary.status)) return;
    this.#unseenWrites.see(things, startedAt);
    this.#states.see(things, { sequence, startedAt });
    this.#states.see(this.#named.shownIn(primary), { sequence, startedAt });
    this.#firstShown.note(things, request.endedAt);
  }

  /**
   * Notes that the candidate has answered, after identities were learned from its answer.
   *
   * @returns what may explain differences between the two answers
   */
  answered(request: ObservedRequest, candidate: ParsedAnswer): JudgeExcuses {
    const { primary } = request;
    this.#noteJudged();
    // The answer to a read that is sent again shows the cursors of a later state.
    if (!request.isWhole) this.#lostCursors.note(request, ownLoss(request));
    endMarksShown(request, candidate, this.#book, this.#marks);
    const unseen = this.#unseen.judge(request, candidate);
    const done = request.isWrite ? writeDone(request, candidate, this.#book) : null;
    if (done?.byBoth === true) this.#noteWritten(request);
    const judge = this.#mayDiffer(request, candidate)
      ? this.#judge(request, candidate, unseen)
      : nothingExcused;
    // The candidate is not at fault for things whose creation Parallax did not see.
    if (done !== null && unseen === null) this.#settleWrite(request, candidate, done);
    else if (isGone(primary.status) && isGone(candidate.status))
      endMarkOfTarget(request, this.#marks);
    this.#unseen.note(request, candidate);
    return judge;
  }

  /** Notes that the candidate gave no complete answer: what it did is unknown. */
  failed(request: ObservedRequest): PairExcuses {
    this.#noteJudged();
    const hint = this.#hintFor(request, noneShown);
    this.#lostCursors.note(request, ownLoss(request));
    if (request.isWrite && mayBeDone(request)) {
      this.#noteMissed(request, { because: 'loss', cause: request.sequence });
    }
    return hint === null ? noExcuses : { ...noExcuses, hint };
  }

  /** Notes that the candidate was not asked. */
  notMirrored(request: ObservedRequest, because: ExcuseReason): void {
    this.#noteJudged();
    this.#lostCursors.note(request, { because, cause: request.sequence });
    if (!request.isWrite || !mayBeDone(request)) return;
    this.#noteMissed(request, { because, cause: request.sequence });
  }

  /** Forgets all marks, because an operator has made the worlds the same again. */
  forgetMarks(): void {
    this.#marks.clear();
    this.#unseenWrites.clear();
    this.#hints.clear();
    this.#lostCursors.clear();
    this.#renames.clear();
    this.#journal.rewrite();
  }

  /** Notes that a tap was lost, so that its writes are unknown. */
  noteUnseen(span: UnseenSpan): void {
    this.#unseenWrites.add(span);
  }

  #noteJudged(): void {
    this.#unjudged = Math.max(0, this.#unjudged - 1);
  }

  /** The candidate may process two overlapping writes to one thing in the other order. */
  #noteRaces({ target }: ObservedRequest, write: RecentWrite): void {
    if (target === null) return;
    const others = this.#writes
      .overlapping(target.key, write)
      .filter(({ targets }) => targets.has(target.key));
    if (others.length > 0)
      markRaced(write, others, { key: target.key, skewMs: this.#skewMs }, this.#marks);
  }

  #mayDiffer(request: ObservedRequest, candidate: ParsedAnswer): boolean {
    const isKnownToDiffer = !this.#marks.isNone || this.#hints.size > 0;
    return (
      isKnownToDiffer ||
      !this.#unseenWrites.isNone ||
      request.primary.status !== candidate.status ||
      request.hasOpenWrites ||
      this.#writes.hasRacedCreations ||
      this.#writes.hasRacedChanges ||
      this.#writes.mayOverlap(request)
    );
  }

  #judge(
    request: ObservedRequest,
    candidate: ParsedAnswer,
    unseen: PairExcuses['unseen'],
  ): JudgeExcuses {
    const status = this.#statusExcuse(request, candidate);
    const shown = this.#shown(request, candidate);
    const hint = this.#hintFor(request, shown);
    const names = { book: this.#book, seen: this.#seen, firstShown: this.#firstShown };
    const [writes, renames, skewMs] = [this.#writes, this.#renames, this.#skewMs];
    const known = { ...names, writes, renames, skewMs };
    const mayBeUnseen = !this.#unseenWrites.isNone;
    return () => {
      this.#markUnseenWrites(request, candidate, shown);
      const latest = mayBeUnseen ? this.#withUnseen(shown, request, candidate) : shown;
      const byMark = status ?? (mayBeUnseen ? this.#unseenStatus(request, candidate) : null);
      return {
        status: byMark ?? this.#raceExcuse(request, candidate),
        unseen,
        hint,
        ...bodyExcuses(this.#withNamed(latest, request, candidate), request, known),
      };
    };
  }

  #shown(request: ObservedRequest, candidate: ParsedAnswer): ShownThings {
    if (request.primary.status !== candidate.status) return noneShown;
    return shownThings(request, candidate, { book: this.#book, marks: this.#marks });
  }

  #markUnseenWrites(request: ObservedRequest, candidate: ParsedAnswer, shown: ShownThings): void {
    if (this.#unseenWrites.isNone) return;
    const placed = placeThings(withoutReferences(shown), this.#book, this.#renames);
    this.#unseenWrites.mark(request, placed, candidate.status);
  }

  /** Another pair that waited may have been the first to show what a lost tap wrote. */
  #withUnseen(shown: ShownThings, request: ObservedRequest, candidate: ParsedAnswer): ShownThings {
    const isLater = ({ cause }: Excuse): boolean => this.#unseenWrites.isCause(cause);
    return withLaterMarks(shown, this.#shown(request, candidate), isLater);
  }

  #unseenStatus(request: ObservedRequest, candidate: ParsedAnswer): Excuse | null {
    const excuse = this.#statusExcuse(request, candidate);
    return excuse !== null && this.#unseenWrites.isCause(excuse.cause) ? excuse : null;
  }

  /** To be called when overlapping writes are settled: one of them may have put a thing there first. */
  #withNamed(shown: ShownThings, { primary }: ObservedRequest, candidate: ParsedAnswer) {
    if (primary.status !== candidate.status) return shown;
    const [ours, theirs] = [this.#named.shownIn(primary), this.#named.shownIn(candidate)];
    return withNamed(shown, { ours, theirs });
  }

  #statusExcuse(request: ObservedRequest, candidate: ParsedAnswer): Excuse | null {
    const { isWrite, body, named, primary } = request;
    // Revisions and tags are identified by the path of their thing.
    const namesRevision = named.some(({ kind }) => isChangingKind(kind));
    const mayConflict = isWrite && (body === null || namesRevision);
    const statuses = { primary: primary.status, candidate: candidate.status, isWrite, mayConflict };
    return (
      statusExcuse(statuses, this.#namedMarks(request)) ??
      this.#lostCursors.refusal(request, candidate.status, this.#book)
    );
  }

  #namedMarks(request: ObservedRequest): readonly NamedMark[] {
    return namedMarks(request, this.#marks, this.#renames);
  }

  #raceExcuse(request: ObservedRequest, candidate: ParsedAnswer): Excuse | null {
    const key = keyOfTarget(request);
    if (key === null || request.primary.status === candidate.status) return null;
    const racing = this.#writes.overlapping(key, request);
    return raceExcuse(request, candidate.status, racing);
  }

  /** Members that both have just set are no longer explained by earlier losses. */
  #noteWritten(request: ObservedRequest): void {
    const write = this.#writes.get(request.sequence);
    if (write === undefined || this.#marks.isNone) return;
    for (const key of [...write.touched, ...this.#relativesOf(request)]) {
      const mark = this.#marks.of(key);
      if (mark === undefined || !request.follows(mark.cause)) continue;
      if (request.startedAt < mark.until) continue;
      const members = writtenMembers(request, write, key);
      if (members !== null) this.#marks.noteWritten(key, members);
    }
  }

  #settleWrite(
    request: ObservedRequest,
    candidate: ParsedAnswer,
    { may, missing, byCandidate, byBoth }: WriteDone,
  ): void {
    if (may && !byCandidate) return this.#noteMissed(request, this.#causeOf(request, candidate));
    const marking = this.#markingOf(request, ownLoss(request));
    if (missing !== 'all') markMissing(missing, marking);
    if (!byCandidate) return;
    if (!byBoth) this.#noteOwnWrite(request, candidate, marking);
    else if (request.head.method === 'DELETE') endMarkOfTarget(request, this.#marks);
  }

  #noteOwnWrite(request: ObservedRequest, candidate: ParsedAnswer, marking: Marking): void {
    const unnamed = unnamedByPrimary(request, candidate, this.#book).flat();
    this.#writes.noteMadeThere(
      request.sequence,
      unnamed.map(({ key }) => key),
    );
    markOwnWrite(request, candidate, this.#book, marking);
  }

  /** The cause of the candidate's refusal of a write: an earlier loss, or nothing. */
  #causeOf(request: ObservedRequest, candidate: ParsedAnswer): Excuse {
    const excuse = this.#statusExcuse(request, candidate);
    if (excuse !== null) return excuse;
    // The refusal is in an answer with a success status: the thing that it names does not exist.
    const absent = isSuccess(candidate.status)
      ? this.#namedMarks(request).find(({ mark }) => mark.kind === 'absent')
      : undefined;
    return absent === undefined
      ? ownLoss(request)
      : { because: absent.mark.because, cause: absent.mark.cause };
  }

  #noteMissed(request: ObservedRequest, excuse: Excuse): void {
    const relatives = this.#relativesOf(request);
    const siblings = request.target === null ? [] : this.#seen.siblingsOf(request.target.key);
    const slugs = siblings.filter((key) => this.#seen.isSlug(key));
    markMissedWrite(request, { relatives, siblings, slugs }, this.#markingOf(request, excuse));
    this.#hints.note(request.subject.path, excuse.cause);
  }

  #markingOf({ sequence, endedAt }: ObservedRequest, excuse: Excuse): Marking {
    const before = this.#writes.get(sequence)?.before;
    // States before the candidate's latest one explain nothing: the candidate was not left there.
    const statesOf = (key: string) => before?.get(key)?.slice(-1) ?? [];
    const [marks, renames] = [this.#marks, this.#renames];
    return { marks, renames, excuse, until: endedAt + this.#skewMs, statesOf };
  }

  /** A call with the secret of a key changes the key: the count of its uses. */
  #relativesOf({ named }: ObservedRequest): readonly string[] {
    const credentials = named.filter(({ where }) => where === 'credential').map(({ key }) => key);
    return credentials
      .flatMap((credential) => this.#seen.siblingsOf(credential))
      .filter((key) => !credentials.includes(key));
  }

  #hintFor(request: ObservedRequest, { ours, theirs }: ShownThings): number | null {
    const causes = [
      ...this.#namedMarks(request).map(({ mark }) => mark.cause),
      ...[...ours, ...theirs].flatMap(({ mark }) => mark?.cause ?? []),
      ...this.#hints.of(request.subject.path, request.follows),
    ];
    return causes.length === 0 ? null : causes.reduce((a, b) => Math.min(a, b));
  }
}

function ownLoss({ sequence }: ObservedRequest): Excuse {
  return { because: 'loss', cause: sequence };
}
