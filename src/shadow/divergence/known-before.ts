import { forgetFirst } from '../forget-first.ts';
import type { WorldJournal, WriteLine } from '../journal/world-journal.ts';
import type { Members } from '../identity/reading/json-scalars.ts';

const namesMax = 50_000;

/** A name, or a kind of things if so marked. */
type KnownLine = readonly [name: string, isKind?: 1];
const kindsMax = 1_000;
/** A longer text is not the name of an account. */
const accountCharsMax = 256;
const passwordNames = /pass(?:word|phrase|code)?$|^pin$/i;

/**
 * Remembers what the candidate knows although no answer showed its creation: names that it accepted in a
 * request, accounts that were registered through both, and kinds of which it showed a thing whose creation
 * Parallax did not see.
 */
export class KnownBefore {
  readonly #names = new Map<string, true>();
  readonly #kinds = new Set<string>();
  readonly #write: WriteLine;

  /** @param journal memory in which it outlives the worker */
  constructor(journal: WorldJournal) {
    this.#write = journal.join('known', {
      lines: () => [
        ...Array.from(this.#names.keys(), (name) => [name]),
        ...Array.from(this.#kinds, (kind) => [kind, 1]),
      ],
      apply: (line: KnownLine) => this.#apply(line),
    });
  }

  /** @param name the key of an identity, or the text of a credential */
  note(name: string): void {
    if (this.#names.has(name)) return;
    this.#apply([name]);
    this.#write([name]);
  }

  /** The names by which somebody may log in later: those beside a password in a body. */
  noteAccounts(body: Members | null): void {
    const members = Object.entries(body ?? {});
    if (!members.some(([name]) => passwordNames.test(name))) return;
    for (const [name, value] of members) {
      if (typeof value !== 'string' || value.length > accountCharsMax) continue;
      if (!passwordNames.test(name)) this.note(value);
    }
  }

  knows(name: string): boolean {
    return this.#names.has(name);
  }

  noteKind(kind: string): void {
    if (this.#kinds.size >= kindsMax || this.#kinds.has(kind)) return;
    this.#apply([kind, 1]);
    this.#write([kind, 1]);
  }

  hasKind(kind: string): boolean {
    return this.#kinds.has(kind);
  }

  #apply([name, isKind]: KnownLine): void {
    if (isKind === 1) {
      this.#kinds.add(name);
    } else {
      this.#names.set(name, true);
      forgetFirst(this.#names, namesMax);
    }
  }
}
