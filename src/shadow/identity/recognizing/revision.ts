import { looksDrawn } from './id-values.ts';

/** A number with more digits is random or a time: nothing changes that often. */
const countDigitsMax = 9;
const mintedCharsMin = 8;

/** `3`, `v3`, `rev-8`. */
const count = /^(?:v|ver|version|r|rev|revision)?[-_.]?(\d+)$/i;
/** `1.2.3`, `v2.0.0-rc.1`: versions of published programs. */
const release = /^[vV]?\d+(?:\.\d+)+(?:[-+].*)?$/;
const day = /^\d{4}-\d\d-\d\d/;
const words = /^[A-Za-z]+(?:[-_.][A-Za-z]+)*$/;
/** One token, which may be base64. */
const oneToken = /^[\w.~:+/=-]+$/;
/** The counter of `3-9f1c…`, as CouchDB writes it. */
const leadingCount = /^(\d{1,9})[-.:_](?=.)/;

/**
 * Whether a revision is a counter or a release. If one deployment is at 4 and the other one at 3, a change
 * was lost.
 */
function isCountedRevision(text: string): boolean {
  const digits = count.exec(text)?.[1];
  if (digits !== undefined) return digits.length <= countDigitsMax;
  return release.test(text) || day.test(text);
}

/** Whether a revision may be random, computed from the content, or a time as a number. */
export function mayBeMinted(text: string): boolean {
  return text.length >= mintedCharsMin && oneToken.test(text) && !isCountedRevision(text);
}

/**
 * Whether two revisions may belong to one state, each minted by its deployment. At most one of them may be a
 * counter. Words are never minted.
 */
export function mayBeOfOneState(ours: string, theirs: string): boolean {
  if (isCountedRevision(ours) && isCountedRevision(theirs)) return false;
  if ([ours, theirs].every((text) => words.test(text) && !looksDrawn(text))) return false;
  const [stem, otherStem] = [stemOf(ours), stemOf(theirs)];
  return stem === null || stem !== otherStem;
}

/** The letters before a number at the end, as in `build1234`; null for other texts. */
function stemOf(text: string): string | null {
  return /^([A-Za-z]{2,})[-_.]?\d{1,9}$/.exec(text)?.[1] ?? null;
}

/**
 * Two revisions that begin with a count belong to one state only if the counts are equal. If two revisions
 * are equally long and one has no count, both are random, and one begins with a digit and a `-` or `_` by
 * chance.
 */
export function haveSameCount(ours: string, theirs: string): boolean {
  const [count, other] = [leadingCount.exec(ours)?.[1], leadingCount.exec(theirs)?.[1]];
  if (count === undefined || other === undefined) {
    return count === other || ours.length === theirs.length;
  }
  return count === other;
}
