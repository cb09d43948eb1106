import type { IdBook } from '../book/id-book.ts';
import { knownInText } from '../book/known-in-text.ts';
import { unmistakableIds } from '../reading/ids-in-text.ts';

/**
 * Whether two values are composed of known identities, such as the UUID in `report-UUID.pdf`. If only these
 * differ, there is nothing to learn. If the candidate's value has another thing's identity, it must stay a
 * difference.
 */
export function isLeftToParts(book: IdBook, primary: string, candidate: string): boolean {
  const find = (text: string, kind: string) => book.ofPrimary(text, kind);
  let expected = '';
  let end = 0;
  let areThere = true;
  const known = unmistakableIds(primary, (text, context, evidence) =>
    text === primary ? undefined : knownInText(book, find, text, { context, evidence }),
  );
  for (const { start, end: next, known: mapping } of known) {
    expected += primary.slice(end, start) + mapping.candidate;
    end = next;
    areThere &&= candidate.includes(mapping.candidate);
  }
  if (known.length === 0) return false;
  return !areThere || expected + primary.slice(end) === candidate;
}
