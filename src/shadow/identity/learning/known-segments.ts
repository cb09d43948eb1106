import type { IdBook } from '../book/id-book.ts';
import { foundId } from '../recognizing/found-id.ts';
import type { IsKnown } from '../recognizing/subject.ts';
import type { SeenIds } from './seen-ids.ts';

/** Says which segments of paths are identities though they look like words: what was shown as one, as slugs are. */
export function createKnownSegments(book: IdBook, seen: SeenIds): IsKnown {
  return (text, kind) =>
    seen.has(foundId(text, { kind }).key) || book.ofPrimary(text, kind) !== undefined;
}
