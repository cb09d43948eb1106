import { forgetFirst } from '../forget-first.ts';
import type { WorldJournal, WriteLine } from '../journal/world-journal.ts';
import { type FoundId, keyOf } from '../identity/recognizing/found-id.ts';
import type { ObservedRequest } from './observed-request.ts';

const renamesMax = 10_000;

/** Names of a thing with its former one; or, without a former one, names that were given up. */
type RenameLine = readonly [keys: readonly string[], former?: FoundId];

/**
 * The new names that a write gave to its target, as primary's answer shows them: names that were never shown
 * before, beside a known one, or in the answer to a write whose path ends in the target.
 */
export function renamedTo({
  head,
  target,
  subject,
  fresh,
  things,
  primary,
}: ObservedRequest): readonly FoundId[] {
  const renames = head.method === 'PUT' || head.method === 'PATCH' || head.method === 'POST';
  if (!renames || target === null || fresh.length === 0 || primary.status === created) return none;
  const isFresh = new Set(fresh.map(keyOf));
  if (isFresh.has(target.key)) return none;
  const last = subject.parts.findLast(({ name }) => name === '');
  const endsInTarget = head.method !== 'POST' && last?.text === target.text;
  const shown = things.find(
    ({ names, members }) => members !== null && names.some(({ kind }) => kind === last?.kind),
  );
  if (shown === undefined || shown.at.depth > 1) return none;
  const now = shown.names.filter(({ key }) => isFresh.has(key));
  const isKnown = now.length < shown.names.length;
  return isKnown || endsInTarget ? now : none;
}

const none: readonly FoundId[] = [];
const created = 201;

/** Remembers the former names of things whose renames the candidate missed. */
export class MissedRenames {
  /** By the key of the name that the candidate does not know. */
  readonly #formers = new Map<string, FoundId>();
  /** Keys of names that only the candidate still knows. */
  readonly #givenUp = new Map<string, true>();
  readonly #write: WriteLine;

  /** @param journal memory in which they outlive the worker */
  constructor(journal: WorldJournal) {
    this.#write = journal.join('renames', {
      lines: () => [
        ...Array.from(this.#formers, ([key, former]) => [[key], former]),
        ...Array.from(this.#givenUp.keys(), (key) => [[key]]),
      ],
      apply: (line: RenameLine) => this.#apply(line),
    });
  }

  /** @param former the name before the rename */
  note(former: FoundId, now: readonly FoundId[]): void {
    const { text, kind, key } = this.formerOf(former.key) ?? former;
    const line: RenameLine = [now.map(keyOf), { text, kind, key }];
    this.#apply(line);
    this.#write(line);
  }

  /** Notes that primary no longer uses these names. */
  noteGivenUp(keys: readonly string[]): void {
    if (keys.length === 0) return;
    this.#apply([keys]);
    this.#write([keys]);
  }

  /** The name by which the candidate knows the thing; undefined unless it missed a rename. */
  formerOf(key: string): FoundId | undefined {
    return this.#formers.get(key);
  }

  isGivenUp(key: string): boolean {
    return this.#givenUp.has(key);
  }

  /** Clears everything; the journal must be rewritten afterwards. */
  clear(): void {
    this.#formers.clear();
    this.#givenUp.clear();
  }

  #apply([keys, former]: RenameLine): void {
    if (former === undefined) {
      for (const key of keys) this.#givenUp.set(key, true);
      forgetFirst(this.#givenUp, renamesMax);
    } else {
      for (const key of keys) this.#formers.set(key, former);
      forgetFirst(this.#formers, renamesMax);
    }
  }
}
