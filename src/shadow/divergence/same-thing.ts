import type { IdBook } from '../identity/book/id-book.ts';
import { senseOf } from '../identity/recognizing/id-names.ts';
import { identityText } from '../identity/recognizing/id-values.ts';
import { haveSameCount, mayBeOfOneState } from '../identity/recognizing/revision.ts';
import { isMembers, type Members } from '../identity/reading/json-scalars.ts';

const depthMax = 20;

/**
 * Whether two answers have the same content about a thing, each with its deployment's identities. Times are
 * left out, as each deployment stamps its own.
 */
export function saySame(book: IdBook, primary: Members, candidate: Members): boolean {
  return isSame(book, primary, candidate, depthMax);
}

function isSame(book: IdBook, ours: unknown, theirs: unknown, depth: number): boolean {
  if (ours === theirs) return true;
  if (depth === 0) return false;
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    return (
      ours.length === theirs.length &&
      ours.every((element, at) => isSame(book, element, theirs[at], depth - 1))
    );
  }
  if (isMembers(ours) && isMembers(theirs)) return haveSame(book, ours, theirs, depth - 1);
  return areCounterparts(book, ours, theirs);
}

function haveSame(book: IdBook, ours: Members, theirs: Members, depth: number): boolean {
  const names = Object.keys(ours);
  if (names.length !== Object.keys(theirs).length) return false;
  return names.every((name) => {
    if (!Object.hasOwn(theirs, name)) return false;
    const { role, changes, isRevision = false } = senseOf(name);
    if (role === 'time' || (changes && !isRevision)) return true;
    if (isRevision && areMinted(ours[name], theirs[name])) return true;
    return isSame(book, ours[name], theirs[name], depth);
  });
}

/** Whether two revisions may have been minted for one state. */
function areMinted(ours: unknown, theirs: unknown): boolean {
  const [text, other] = [identityText(ours), identityText(theirs)];
  if (text === null || other === null) return false;
  return mayBeOfOneState(text, other) && haveSameCount(text, other);
}

function areCounterparts(book: IdBook, ours: unknown, theirs: unknown): boolean {
  const [text, other] = [identityText(ours), identityText(theirs)];
  if (text === null || other === null) return false;
  return text === other || book.ofPrimary(text, '')?.candidate === other;
}
