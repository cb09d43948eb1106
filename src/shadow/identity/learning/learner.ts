import type { IdentitiesConfig } from '../../../config/identities-schema.ts';
import { forgetFirst } from '../../forget-first.ts';
import type { IdBook } from '../book/id-book.ts';
import type { RequestHead } from '../../../vocabulary/raw-head.ts';
import { isSuccess } from '../../../vocabulary/status.ts';
import type { ParsedAnswer } from '../reading/parsed-answer.ts';
import type { ParsedExchange } from '../reading/parsed-exchanges.ts';
import { type FoundId, keyOf } from '../recognizing/found-id.ts';
import type { Subject } from '../recognizing/subject.ts';
import { ContestedPairs, type Span } from './contested-pairs.ts';
import { createIdentityRules } from './identity-rules.ts';
import { LastRevisions } from './last-revisions.ts';
import { learnFromPair } from './learn-from-pair.ts';
import type { SentValues } from './sent-values.ts';

const created = 201;
const changedPathsMax = 10_000;

/** Fills the book from pairs of answers. */
export interface Learner {
  /**
   * Learns from two answers if both succeeded.
   *
   * @param fresh identities in primary's answer that no answer had shown before
   * @param sent the values that the client sent
   * @param isLater whether the candidate answered in a later state than primary
   */
  learn(
    exchange: ParsedExchange,
    candidate: ParsedAnswer,
    fresh: readonly FoundId[],
    sent: SentValues,
    span: Span,
    isLater: boolean,
  ): void;
  /** Releases the identities of the things that the exchange removed, as other things may get them. */
  releaseRemoved(exchange: ParsedExchange, span: Span): void;
}

/**
 * @param isAwaited whether the answer to the write that made a thing has not been learned from yet
 * @param tapSkewMs by how much the clocks of two taps may differ; 0 if there is only one
 * @throws the library's error if a path in the config is not a valid JSONPath
 */
export function createLearner(
  book: IdBook,
  config: IdentitiesConfig,
  isAwaited: (id: FoundId) => boolean,
  tapSkewMs = 0,
): Learner {
  const ruledIn = createIdentityRules(config);
  const revisions = new LastRevisions();
  const contested = new ContestedPairs(tapSkewMs);
  /** The answer to a write may be empty, so that a read is the first to show the change. */
  const changedPaths = new Map<string, true>();

  function changes({ method }: RequestHead, { path }: Subject): boolean {
    if (method === 'GET' || method === 'HEAD') return changedPaths.has(path);
    changedPaths.set(path, true);
    forgetFirst(changedPaths, changedPathsMax);
    return true;
  }

  return {
    learn({ head, subject, primary }, candidate, fresh, sent, span, isLater) {
      if (!isSuccess(primary.status) || !isSuccess(candidate.status)) return;
      const isCreation = fresh.length > 0 && mayCreate(head, primary, candidate);
      const ruled = ruledIn(head, primary, candidate);
      const freshKeys = new Set(fresh.map(keyOf));
      const isCreated = primary.status === created;
      const isChanged = changes(head, subject);
      const isWrite = head.method !== 'GET' && head.method !== 'HEAD';
      const made = { isCreation, isCreated, isChanged, isWrite, freshKeys };
      const mayMake = head.method === 'POST';
      const known = { book, isAwaited, ruled, sent, revisions, contested };
      learnFromPair({ ...known, subject, ...made, mayMake, span, isLater }, primary, candidate);
      if (isCreation) contested.settle(book, [], span);
    },
    releaseRemoved({ removed }, span) {
      if (removed.length === 0) return;
      for (const { text, kind, isSure } of removed) book.release(text, kind, isSure);
      contested.settle(book, removed, span);
    },
  };
}

/** A PUT makes a thing if both deployments answer that it did. */
function mayCreate(
  { method }: RequestHead,
  primary: ParsedAnswer,
  candidate: ParsedAnswer,
): boolean {
  const areCreated = primary.status === created && candidate.status === created;
  return method === 'POST' || (method === 'PUT' && areCreated);
}
