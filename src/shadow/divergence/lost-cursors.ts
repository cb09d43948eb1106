import type { Excuse } from '../../vocabulary/excuses.ts';
import { isSuccess } from '../../vocabulary/status.ts';
import { forgetFirst } from '../forget-first.ts';
import type { WorldJournal, WriteLine } from '../journal/world-journal.ts';
import type { IdBook } from '../identity/book/id-book.ts';
import { isChangingKind } from '../identity/recognizing/field-context.ts';
import { keyOf } from '../identity/recognizing/found-id.ts';
import type { ObservedRequest } from './observed-request.ts';

const cursorsMax = 10_000;

type CursorLine = readonly [keys: readonly string[], excuse: Excuse];

/** A request with a cursor or an entity tag that the candidate cannot know. */
const refusals: ReadonlySet<number> = new Set([400, 404, 409, 410, 412, 422]);

/**
 * Remembers the cursors and entity tags in answers to reads that the candidate was not asked, or did not
 * answer. The candidate's counterparts are unknown, so it must refuse these.
 */
export class LostCursors {
  readonly #excuses = new Map<string, Excuse>();
  readonly #write: WriteLine;

  /** @param journal memory in which they outlive the worker */
  constructor(journal: WorldJournal) {
    this.#write = journal.join('cursors', {
      lines: () => Array.from(this.#excuses, ([key, excuse]) => [[key], excuse]),
      apply: (line: CursorLine) => this.#apply(line),
    });
  }

  note({ fresh, primary, isWrite }: ObservedRequest, excuse: Excuse): void {
    if (isWrite || !isSuccess(primary.status)) return;
    const keys = fresh.filter(({ kind }) => isChangingKind(kind)).map(keyOf);
    if (keys.length === 0) return;
    this.#apply([keys, excuse]);
    this.#write([keys, excuse]);
  }

  /** What explains that the candidate refuses a request that names one; null if nothing does. */
  refusal(request: ObservedRequest, candidate: number, book: IdBook): Excuse | null {
    if (!isSuccess(request.primary.status) || !refusals.has(candidate)) return null;
    for (const { key, text, kind } of request.named) {
      const excuse = this.#excuses.get(key);
      if (excuse === undefined || !request.follows(excuse.cause)) continue;
      // A later answer may have shown the candidate's own.
      if (book.ofPrimary(text, kind) === undefined) return excuse;
    }
    return null;
  }

  /** Clears everything; the journal must be rewritten afterwards. */
  clear(): void {
    this.#excuses.clear();
  }

  #apply([keys, excuse]: CursorLine): void {
    for (const key of keys) this.#excuses.set(key, excuse);
    forgetFirst(this.#excuses, cursorsMax);
  }
}
