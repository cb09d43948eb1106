import type { IdentitiesConfig } from '../../../config/identities-schema.ts';
import type { IdentitySeed } from '../../../config/identity-seed.ts';
import type { IdBook } from '../book/id-book.ts';
import { isDigits } from '../recognizing/id-values.ts';

/** Adds the identities that the config pins, and those of its seed file. */
export function addConfigured(
  book: IdBook,
  pins: IdentitiesConfig['pin'],
  seed: IdentitySeed,
): void {
  for (const pin of pins) add(book, pin, true);
  for (const known of seed) add(book, known, false);
}

function add(
  book: IdBook,
  { primary, candidate, kind = '' }: IdentitiesConfig['pin'][number],
  pinned: boolean,
): void {
  const primaryIsNumber = isDigits(primary);
  const candidateIsNumber = isDigits(candidate);
  const sides = { primary, candidate, primaryIsNumber, candidateIsNumber };
  const isAs = { changes: false, isShared: false, fromCreation: false, pinned };
  book.noteKind(kind);
  book.learn({ ...sides, kind, ...isAs });
}
