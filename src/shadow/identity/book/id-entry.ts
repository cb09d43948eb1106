import { isUnmistakable } from '../recognizing/id-values.ts';
import { haveSameStem } from '../recognizing/kind-stem.ts';
import { isNearKind, onlyOne } from './id-index.ts';
import type { IdMapping, LabelledMapping } from './id-mapping.ts';

type Amendable = 'fromCreation' | 'primaryIsNumber' | 'candidateIsNumber';

/** A mapping in the book, with the members that the book changes. */
export interface Entry extends Omit<LabelledMapping, Amendable> {
  primaryIsNumber: boolean;
  candidateIsNumber: boolean;
  fromCreation: boolean;
  /** Whether the thing is gone, or may be, so that its name may be given to another one. */
  released: Released;
  /** Whether it was used since it was last considered for removal. */
  isOfUse: boolean;
}

/**
 * How certain it is that a thing is gone. An action that is called a removal may only archive the thing, so a
 * read that shows another thing does not prove that the name was given again.
 */
type Released = 'no' | 'perhaps' | 'surely';

/**
 * Whether a new mapping supersedes an entry that it contradicts.
 *
 * @param named the book's entries for primary's name in the new mapping
 */
export function isSuperseded(entry: Entry, by: IdMapping, named: readonly Entry[]): boolean {
  if (entry.released === 'surely' || (entry.changes && by.changes)) return true;
  if (by.fromCreation) return !entry.fromCreation || entry.released === 'perhaps';
  return entry.released === 'perhaps' && named.some((one) => isMadeAs(one, by));
}

/** The thing was made under that name, and only the kind differs here: `updatenote` for a note. */
function isMadeAs(made: Entry, { candidate, kind }: IdMapping): boolean {
  const isLive = made.fromCreation && made.released === 'no';
  return isLive && made.candidate === candidate && haveSameStem(made.kind, kind);
}

/**
 * Chooses the entry that a name means; undefined if several are possible.
 *
 * @param kinds the words that are known to be kinds of things
 */
export function chooseEntry(
  entries: readonly Entry[],
  value: string,
  kind: string,
  kinds: ReadonlySet<string>,
): Entry | undefined {
  if (isUnmistakable(value)) return entries.at(-1);
  const present = entries.some(({ released }) => released !== 'no')
    ? entries.filter((entry) => !isSucceeded(entry, entries))
    : entries;
  const exact = present.find((entry) => entry.kind === kind);
  if (exact !== undefined) return exact;
  const same = onlyOne(present.filter((entry) => haveSameStem(entry.kind, kind)));
  if (same !== undefined) return same;
  const near = present.filter((entry) => isNearKind(entry.kind, kind));
  if (near.length > 0) return onlyOne(near);
  // If the word is not a kind of things, the thing may be of any kind.
  if (!kinds.has(kind)) return onlyOne(present);
  return onlyOne(present.filter((entry) => !kinds.has(entry.kind)));
}

/** The thing is gone, and its name was given to another one, whichever field made that. */
function isSucceeded({ released, kind }: Entry, entries: readonly Entry[]): boolean {
  if (released === 'no') return false;
  return entries.some((one) => one.released === 'no' && haveSameStem(one.kind, kind));
}
