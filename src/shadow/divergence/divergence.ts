import {
  type Excuse,
  type ExcuseReason,
  noExcuses,
  type PairExcuses,
} from '../../vocabulary/excuses.ts';
import type { IdBook } from '../identity/book/id-book.ts';
import type { SeenIds } from '../identity/learning/seen-ids.ts';
import type { ParsedAnswer } from '../identity/reading/parsed-answer.ts';
import { endMarkOfTarget, endMarksShown } from './end-marks.ts';
import { LossHints } from './loss-hints.ts';
import { LostCursors } from './lost-cursors.ts';
import { KnownBefore, unseenBy } from './known-before.ts';
import {
  type Marking,
  markMissedWrite,
  markMissing,
  markOwnWrite,
  missingThings,
} from './mark-writes.ts';
import { isGood, mayBeDone, type ObservedRequest } from './observed-request.ts';
import { bodyExcuses, type PlacedThing, placeThings } from './pair-excuses.ts';
import { recentWrite, RecentWrites } from './recent-writes.ts';
import { mayRaceBetween, type NamedMark, statusExcuse } from './status-excuse.ts';
import { ThingMarks } from './thing-marks.ts';
import { ThingStates } from './thing-states.ts';

/** Says what may explain differences in a pair, when all writes that overlapped with it are known. */
export type JudgeExcuses = () => PairExcuses;

const nothingExcused: JudgeExcuses = () => noExcuses;

/**
 * How the candidate's world differs from primary's, and what that explains. It sees each exchange
 * when primary has answered, and again when the candidate has answered, failed to, or was not asked.
 */
export class Divergence {
  readonly #book: IdBook;
  readonly #seen: SeenIds;
  readonly #marks = new ThingMarks();
  readonly #states = new ThingStates();
  readonly #writes = new RecentWrites();
  readonly #before = new KnownBefore();
  readonly #hints = new LossHints();
  readonly #lostCursors = new LostCursors();

  constructor(book: IdBook, seen: SeenIds) {
    this.#book = book;
    this.#seen = seen;
  }

  /** How many marks there are. */
  get marks(): number {
    return this.#marks.size;
  }

  /** Primary has answered; to be called in the order of its answers. */
  arrived(request: ObservedRequest): void {
    const { isWrite, primary, things } = request;
    if (isWrite && mayBeDone(request)) {
      this.#writes.add(recentWrite(request, this.#relativesOf(request), this.#states));
    }
    if (isGood(primary)) this.#states.see(things);
  }

  /**
   * The candidate has answered, and what its answer teaches about identities has been learned.
   *
   * @returns what may explain differences in the two answers
   */
  answered(request: ObservedRequest, candidate: ParsedAnswer): JudgeExcuses {
    const { primary } = request;
    endMarksShown(request, candidate, this.#book, this.#marks);
    const judge = this.#mayDiffer(request, candidate)
      ? this.#judge(request, candidate)
      : nothingExcused;
    if (request.isWrite) this.#settleWrite(request, candidate);
    else if (isGone(primary) && isGone(candidate)) endMarkOfTarget(request, this.#marks);
    this.#noteKnown(request, candidate);
    return judge;
  }

  /** The candidate gave no whole answer: what it did is not known. */
  failed(request: ObservedRequest): PairExcuses {
    const hint = this.#hintFor(request, []);
    this.#lostCursors.note(request, ownLoss(request));
    if (request.isWrite && mayBeDone(request)) {
      this.#noteMissed(request, { because: 'loss', cause: request.sequence });
    }
    return hint === null ? noExcuses : { ...noExcuses, hint };
  }

  /** The candidate was not asked. */
  notMirrored(request: ObservedRequest, because: ExcuseReason): void {
    this.#lostCursors.note(request, { because, cause: request.sequence });
    if (!request.isWrite || !mayBeDone(request)) return;
    this.#noteMissed(request, { because, cause: request.sequence });
  }

  /** Somebody has seen to it that the worlds are the same again. */
  forgetMarks(): void {
    this.#marks.clear();
    this.#hints.clear();
    this.#lostCursors.clear();
  }

  #mayDiffer({ startedAt, primary }: ObservedRequest, candidate: ParsedAnswer): boolean {
    const isKnownToDiffer = !this.#marks.isNone || this.#hints.size > 0;
    return (
      isKnownToDiffer || primary.status !== candidate.status || this.#writes.mayOverlap(startedAt)
    );
  }

  #judge(request: ObservedRequest, candidate: ParsedAnswer): JudgeExcuses {
    const status = this.#statusExcuse(request, candidate);
    const unseen = this.#unseen(request, candidate);
    const placed =
      request.primary.status === candidate.status
        ? placeThings(request, candidate, this.#book, this.#marks)
        : [];
    const hint = this.#hintFor(request, placed);
    return () => ({
      status: status ?? this.#raceExcuse(request, candidate),
      unseen,
      hint,
      ...bodyExcuses(placed, request, this.#writes),
    });
  }

  #statusExcuse(request: ObservedRequest, candidate: ParsedAnswer): Excuse | null {
    const statuses = { ...request, primary: request.primary.status, candidate: candidate.status };
    return (
      statusExcuse(statuses, this.#namedMarks(request)) ??
      this.#lostCursors.refusal(request, candidate.status, this.#book)
    );
  }

  /** Marks of what the request names, as far as their causes are earlier. */
  #namedMarks({ named, sequence }: ObservedRequest): readonly NamedMark[] {
    return named.flatMap(({ key, where }) => {
      const mark = this.#marks.of(key);
      return mark !== undefined && mark.cause < sequence ? [{ mark, where }] : [];
    });
  }

  #raceExcuse(request: ObservedRequest, candidate: ParsedAnswer): Excuse | null {
    const { target, primary } = request;
    if (target === null) return null;
    if (!mayRaceBetween(primary.status, candidate.status)) return null;
    const racing = this.#writes.overlapping(target.key, request);
    const [first] = racing.filter(({ targets }) => targets.has(target.key));
    return first === undefined ? null : { because: 'race', cause: first.sequence };
  }

  #unseen(
    { named, target, primary }: ObservedRequest,
    candidate: ParsedAnswer,
  ): PairExcuses['unseen'] {
    const unseen = unseenBy(primary.status, candidate.status);
    if (unseen === 'unseen_session') {
      const credentials = named.filter(({ where }) => where === 'credential');
      const isKnown = credentials.some(
        ({ key }) => this.#seen.has(key) || this.#before.hasAccepted(key),
      );
      return credentials.length === 0 || isKnown ? null : unseen;
    }
    if (unseen === null || target === null) return null;
    const { text, kind, key } = target;
    const isKnown =
      this.#seen.wasMade(key) ||
      this.#marks.of(key) !== undefined ||
      this.#book.ofPrimary(text, kind) !== undefined ||
      this.#before.hasKind(kind);
    return isKnown ? null : unseen;
  }

  #settleWrite(request: ObservedRequest, candidate: ParsedAnswer): void {
    const may = mayBeDone(request);
    const missing = may ? missingThings(request, candidate, this.#book) : [];
    const isDone = isGood(candidate) && missing !== 'all';
    if (may && !isDone) return this.#noteMissed(request, this.#causeOf(request, candidate));
    const marking = this.#markingOf(request, ownLoss(request));
    if (missing !== 'all') markMissing(missing, marking);
    if (!isDone) return;
    if (!may || !request.isWhole) markOwnWrite(request, candidate, this.#book, marking);
    else if (request.head.method === 'DELETE') endMarkOfTarget(request, this.#marks);
  }

  /** What a write that the candidate refused follows from: an earlier loss, or nothing. */
  #causeOf(request: ObservedRequest, candidate: ParsedAnswer): Excuse {
    const excuse = this.#statusExcuse(request, candidate);
    if (excuse !== null) return excuse;
    // Refused in an answer that is good by its status: the thing that it names is not there.
    const absent = isGood(candidate)
      ? this.#namedMarks(request).find(({ mark }) => mark.kind === 'absent')
      : undefined;
    return absent === undefined
      ? ownLoss(request)
      : { because: absent.mark.because, cause: absent.mark.cause };
  }

  #noteMissed(request: ObservedRequest, excuse: Excuse): void {
    markMissedWrite(request, this.#relativesOf(request), this.#markingOf(request, excuse));
    this.#hints.note(request.subject.path, excuse.cause);
  }

  #markingOf({ sequence }: ObservedRequest, excuse: Excuse): Marking {
    const before = this.#writes.get(sequence)?.before;
    return { marks: this.#marks, excuse, statesOf: (key) => before?.get(key) ?? [] };
  }

  /** What a call with the secret of a key changes is the key: how often it was used. */
  #relativesOf({ named }: ObservedRequest): readonly string[] {
    const credentials = named.filter(({ where }) => where === 'credential').map(({ key }) => key);
    return credentials
      .flatMap((credential) => this.#seen.siblingsOf(credential))
      .filter((key) => !credentials.includes(key));
  }

  #noteKnown(request: ObservedRequest, candidate: ParsedAnswer): void {
    if (!isGood(request.primary) || !isGood(candidate)) return;
    for (const { key, where } of request.named) {
      if (where === 'credential') this.#before.noteAccepted(key);
    }
    for (const { names } of request.things) {
      for (const { text, kind, key } of names) {
        if (this.#before.hasKind(kind) || this.#seen.wasMade(key)) continue;
        if (this.#book.ofPrimary(text, kind) !== undefined) this.#before.noteKind(kind);
      }
    }
  }

  #hintFor(request: ObservedRequest, placed: readonly PlacedThing[]): number | null {
    const causes = [
      ...this.#namedMarks(request).map(({ mark }) => mark.cause),
      ...placed.flatMap(({ mark }) => mark?.cause ?? []),
      ...this.#hints.of(request.subject.path, request.sequence),
    ];
    return causes.length === 0 ? null : causes.reduce((a, b) => Math.min(a, b));
  }
}

function ownLoss({ sequence }: ObservedRequest): Excuse {
  return { because: 'loss', cause: sequence };
}

function isGone({ status }: ParsedAnswer): boolean {
  return status === 404 || status === 410;
}
