import type { IdBook } from '../book/id-book.ts';
import { knownInPrimary } from '../book/may-be-known.ts';
import { segmentContext } from '../recognizing/field-context.ts';
import { foundId } from '../recognizing/found-id.ts';
import { looksDrawn } from '../recognizing/id-values.ts';
import type { IsKnown } from '../recognizing/subject.ts';
import type { SeenIds } from './seen-ids.ts';

/**
 * Creates a test of whether a segment that looks like a word is an identity: answers have shown it as one, as
 * happens with slugs.
 */
export function createKnownSegments(book: IdBook, seen: SeenIds): IsKnown {
  return (text, kind) =>
    seen.has(foundId(text, { kind }).key) ||
    (seen.ofText(text) !== undefined && looksDrawn(text)) ||
    knownInPrimary(book, text, segmentContext(kind)) !== undefined;
}
