import { isSuccess } from '../../vocabulary/status.ts';
import type { IdBook } from '../identity/book/id-book.ts';
import type { ParsedAnswer } from '../identity/reading/parsed-answer.ts';
import { missingThings } from './made-things.ts';
import { mayBeDone, type ObservedRequest } from './observed-request.ts';
import { isRefusedInside } from './refused-inside.ts';

/** Which deployments did a write, judging by the two answers. */
export interface WriteDone {
  /** Primary did it, or may have. */
  readonly may: boolean;
  readonly missing: ReturnType<typeof missingThings>;
  readonly byCandidate: boolean;
  /** And both answers are complete. */
  readonly byBoth: boolean;
}

export function writeDone(
  write: ObservedRequest,
  candidate: ParsedAnswer,
  book: IdBook,
): WriteDone {
  const may = mayBeDone(write);
  const missing = may ? missingThings(write, candidate, book) : [];
  const isDone = isSuccess(candidate.status) && missing !== 'all';
  const byCandidate = isDone && !isRefusedInside(write.primary, candidate);
  const byBoth = isSuccess(write.primary.status) && write.isWhole && byCandidate;
  return { may, missing, byCandidate, byBoth };
}
