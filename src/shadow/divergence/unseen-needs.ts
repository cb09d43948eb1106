import type { PairExcuses } from '../../vocabulary/excuses.ts';
import { isGone, isSuccess } from '../../vocabulary/status.ts';
import type { IdBook } from '../identity/book/id-book.ts';
import type { IdInRequest } from '../identity/learning/request-ids.ts';
import type { SeenIds } from '../identity/learning/seen-ids.ts';
import type { ParsedAnswer } from '../identity/reading/parsed-answer.ts';
import type { WorldJournal } from '../journal/world-journal.ts';
import { looksLikeIdentity } from '../identity/recognizing/id-values.ts';
import { KnownBefore } from './known-before.ts';
import type { ObservedRequest } from './observed-request.ts';
import type { ThingMarks } from './thing-marks.ts';

type Unseen = PairExcuses['unseen'];

/** What is known about identities, beside those that the candidate accepted. */
interface KnownIds {
  readonly book: IdBook;
  readonly seen: SeenIds;
  readonly marks: ThingMarks;
}

/**
 * Decides whether the candidate refuses a request because it needs a session or a thing whose beginning Parallax
 * did not see.
 */
export class UnseenNeeds {
  readonly #known: KnownIds;
  readonly #before: KnownBefore;

  /** @param journal memory in which its knowledge outlives the worker */
  constructor(known: KnownIds, journal: WorldJournal) {
    this.#known = known;
    this.#before = new KnownBefore(journal);
  }

  /**
   * @returns null if the answers do not differ in this way, or Parallax saw everything that the request needs
   */
  judge(request: ObservedRequest, candidate: ParsedAnswer): Unseen {
    const unseen = unseenBy(request.primary.status, candidate.status);
    if (unseen === 'unseen_session') return this.#isUnseenSession(request) ? unseen : null;
    return unseen !== null && this.#isUnseenThing(request) ? unseen : null;
  }

  /** Notes that both have answered: the candidate knows everything that it accepted and showed. */
  note(request: ObservedRequest, candidate: ParsedAnswer): void {
    if (!isSuccess(request.primary.status)) return;
    if (request.isWrite) this.#before.noteAccounts(request.body);
    if (!isSuccess(candidate.status)) return;
    for (const { key } of request.named) this.#before.note(key);
    for (const { names } of request.things) {
      for (const { text, kind, key } of names) {
        if (this.#before.hasKind(kind) || this.#known.seen.wasMade(key)) continue;
        if (this.#known.book.ofPrimary(text, kind) !== undefined) this.#before.noteKind(kind);
      }
    }
  }

  #isUnseenSession({ named }: ObservedRequest): boolean {
    const credentials = named.filter(isLikelyCredential);
    const { seen } = this.#known;
    const isKnown = credentials.some(
      ({ key, text }) => seen.has(key) || this.#before.knows(key) || this.#before.knows(text),
    );
    return credentials.length > 0 && !isKnown;
  }

  #isUnseenThing({ target }: ObservedRequest): boolean {
    if (target === null || !looksLikeIdentity(target.text)) return false;
    const { text, kind, key } = target;
    const { book, seen, marks } = this.#known;
    return !(
      seen.wasMade(key) ||
      marks.of(key) !== undefined ||
      book.ofPrimary(text, kind) !== undefined ||
      this.#before.knows(key) ||
      this.#before.hasKind(kind)
    );
  }
}

/** The meaning of two statuses for a request that needs something the candidate may not know. */
function unseenBy(primary: number, candidate: number): Unseen {
  if (!isSuccess(primary)) return null;
  if (candidate === 401 || candidate === 403) return 'unseen_session';
  return isGone(candidate) ? 'unseen_thing' : null;
}

/** Cookies of analytics, which are not credentials. */
const trackers =
  /^cookie (?:_ga|_gid|_gat|_gcl|__utm|_fbp|_hj|ajs_|amp_|optimizely|intercom-|_pk_)/i;

function isLikelyCredential({ where, kind }: IdInRequest): boolean {
  return where === 'credential' && !trackers.test(kind);
}
