import { isSuccess } from '../../vocabulary/status.ts';
import type { IdBook } from '../identity/book/id-book.ts';
import { foundId } from '../identity/recognizing/found-id.ts';
import type { ParsedAnswer } from '../identity/reading/parsed-answer.ts';
import type { FoundThing } from './found-things.ts';
import { type ObservedRequest, thingsOf } from './observed-request.ts';
import { saySame } from './same-thing.ts';
import type { ThingMarks } from './thing-marks.ts';

/**
 * Removes marks if both answers show a thing: a thing that was absent or extra exists on both sides, and may
 * be equal again.
 */
export function endMarksShown(
  request: ObservedRequest,
  candidate: ParsedAnswer,
  book: IdBook,
  marks: ThingMarks,
): void {
  if (marks.isNone || !isSuccess(request.primary.status) || !isSuccess(candidate.status)) return;
  const theirs = new Map<string, FoundThing>();
  for (const thing of thingsOf(candidate, request.subject)) {
    for (const { key } of thing.names)
      if (!theirs.has(key) || thing.members !== null) theirs.set(key, thing);
  }
  for (const { names, members } of request.things) {
    for (const { text, kind, key } of names) {
      const other = foundId(book.ofPrimary(text, kind)?.candidate ?? text, { kind });
      const there = theirs.get(other.key);
      if (there === undefined) continue;
      marks.endCandidate(other.key);
      const mark = marks.of(key);
      if (mark === undefined) continue;
      const isThere = mark.kind === 'absent' || mark.kind === 'extra';
      const agrees =
        members !== null && there.members !== null && saySame(book, members, there.members);
      if (request.startedAt < mark.until) continue;
      if (isThere || agrees) marks.end(names.map((name) => name.key));
    }
  }
}

/** Removes marks if neither deployment has the subject of a request any more. */
export function endMarkOfTarget({ target }: ObservedRequest, marks: ThingMarks): void {
  if (target !== null) marks.end([target.key]);
}
