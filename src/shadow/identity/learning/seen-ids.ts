import { skewBetween } from '../../../vocabulary/tap-lane.ts';
import { forgetFirst } from '../../forget-first.ts';
import type { WorldJournal, WriteLine } from '../../journal/world-journal.ts';
import type { FoundId } from '../recognizing/found-id.ts';
import { madeKindOf } from '../recognizing/kind-stem.ts';
import {
  type FirstShown,
  type SeenLine,
  seenLines,
  type ShownLine,
  togetherIn,
} from './seen-lines.ts';

/** The exchange whose answer shows identities. */
export interface Showing {
  readonly sequence: number;
  readonly isWrite: boolean;
  /** It may make a thing under an identity that the deployment chooses. */
  readonly isPost: boolean;
  /** Whether it is more than a query that is sent by POST. */
  readonly makes: () => boolean;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Remembers which identities primary's answers have shown; the oldest are forgotten first. */
export class SeenIds {
  readonly #max: number;
  readonly #skewMs: number;
  /** With the other identities that the same answer showed first. */
  readonly #seen = new Map<string, FirstShown>();
  /** When primary had removed the thing with a number, in milliseconds on the live thread's clock. */
  readonly #goneAt = new Map<string, number>();
  /** Identities that are unique only within their kind, by their texts. */
  readonly #byText = new Map<string, FoundId>();

  readonly #write: WriteLine;

  /**
   * @param skewMs by how much the clocks of two taps may differ; 0 if there is only one
   * @param journal where the identities outlive the worker; null if they do not
   */
  constructor(max: number, skewMs = 0, journal: WorldJournal | null = null) {
    this.#skewMs = skewMs;
    this.#max = max;
    this.#write =
      journal?.join('seen', {
        lines: () => seenLines(this.#seen, this.#byText, this.#goneAt),
        apply: (line: SeenLine) => this.#apply(line),
        shiftTimes: (byMs, latestMs) => this.#shiftTimes(byMs, latestMs),
      }) ?? (() => undefined);
  }

  /**
   * An identity that the answer to a write is the first to show has just been made. A list may show it even
   * earlier, while the write is not answered yet. A number is often given to the next thing once the thing
   * that had it is deleted, so a write that shows it after that has made another thing.
   *
   * @returns the identities that no other answer had shown before the exchange began; for a read, before it
   *   ended
   */
  see(found: readonly FoundId[], showing: Showing): readonly FoundId[] {
    const { isWrite, endedAt, sequence } = showing;
    const fresh = found.filter((id) => {
      const first = this.#seen.get(id.key);
      // After a takeover, exchanges in flight arrive once more.
      if (first === undefined || first.sequence === sequence) return true;
      if (!isWrite) return false;
      const slackMs = skewBetween(first.sequence, sequence, this.#skewMs);
      return isMadeAfter(first, showing, slackMs) || this.#isGivenAgain(id, first, showing);
    });
    if (fresh.length === 0) return fresh;
    const keys = fresh.map(({ key, isSlug = false }) => [key, isSlug ? 1 : 0] as const);
    const shown: SeenLine = ['s', keys, isWrite ? 1 : 0, endedAt, sequence];
    this.#apply(shown);
    const named = fresh.filter((id) => id.key !== id.text);
    if (named.length > 0) this.#apply(['t', named]);
    this.#write(shown);
    if (named.length > 0) this.#write(['t', named]);
    return fresh;
  }

  /**
   * Notes that primary has deleted the thing. Its other names from the answer that first showed it, such as
   * its slug, are deleted with it.
   *
   * @param goneAt when primary had answered, in milliseconds on the live thread's clock
   */
  noteDeleted({ key, kind }: FoundId, goneAt: number): void {
    const isOwn = (other: string): boolean => other.startsWith(`${kind} `);
    for (const name of [key, ...this.siblingsOf(key).filter(isOwn)]) {
      if (!this.#seen.has(name)) continue;
      this.#apply(['d', name, goneAt]);
      this.#write(['d', name, goneAt]);
    }
  }

  /** Notes that a request removed the thing of this kind with this number. */
  noteRemoved({ text, kind }: Pick<FoundId, 'text' | 'kind'>, goneAt: number): void {
    const line: SeenLine = ['g', `${kind} ${text}`, goneAt];
    this.#apply(line);
    this.#write(line);
  }

  #isGivenAgain({ text, kind }: FoundId, { at }: FirstShown, { isPost, makes }: Showing): boolean {
    if (!isPost || this.#goneAt.size === 0) return false;
    const goneAt = this.#goneAt.get(`${madeKindOf(kind)} ${text}`);
    return goneAt !== undefined && goneAt > at && makes();
  }

  /** The identity of any kind that was last shown with this text. */
  ofText(text: string): FoundId | undefined {
    return this.#byText.get(text);
  }

  /** The identities that the same answer showed first, such as the id of a key beside its secret. */
  siblingsOf(key: string): readonly string[] {
    return this.#seen.get(key)?.siblings.filter((other) => other !== key) ?? [];
  }

  has(key: string): boolean {
    return this.#seen.has(key);
  }

  /** Whether the answer that first showed it called it a slug. */
  isSlug(key: string): boolean {
    return this.#seen.get(key)?.isSlug === true;
  }

  /** Whether the answer to a write was the first to show it. */
  wasMade(key: string): boolean {
    return this.#seen.get(key)?.wasMade === true;
  }

  #apply(line: SeenLine): void {
    switch (line[0]) {
      case 's':
        this.#noteShown(line);
        break;
      case 't':
        for (const id of line[1]) this.#byText.set(id.text, id);
        forgetFirst(this.#byText, this.#max);
        break;
      case 'd':
        this.#noteGone(line[1], line[2]);
        break;
      case 'g':
        this.#goneAt.set(line[1], line[2]);
        forgetFirst(this.#goneAt, this.#max);
    }
  }

  #noteShown([, keys, wasMade, at, sequence, others]: ShownLine): void {
    const siblings = others ?? togetherIn(keys);
    const first = { siblings, wasMade: wasMade === 1, at, sequence, goneAt: null };
    for (const [key, isSlug] of keys) this.#seen.set(key, { ...first, isSlug: isSlug === 1 });
    forgetFirst(this.#seen, this.#max);
  }

  #noteGone(name: string, goneAt: number): void {
    const first = this.#seen.get(name);
    if (first !== undefined) this.#seen.set(name, { ...first, goneAt });
  }

  #shiftTimes(byMs: number, latestMs: number): void {
    const shifted = (moment: number): number => Math.min(moment + byMs, latestMs);
    for (const [key, first] of this.#seen) {
      const goneAt = first.goneAt === null ? null : shifted(first.goneAt);
      this.#seen.set(key, { ...first, at: shifted(first.at), goneAt });
    }
    for (const [name, goneAt] of this.#goneAt) this.#goneAt.set(name, shifted(goneAt));
  }
}

/** Whether a write that shows a known identity has made the thing, or another thing of that name. */
function isMadeAfter(
  { wasMade, at, goneAt }: FirstShown,
  { startedAt, isPost }: Showing,
  slackMs: number,
): boolean {
  if (goneAt !== null && (isPost || startedAt >= goneAt)) return true;
  return !wasMade && at + slackMs > startedAt;
}
