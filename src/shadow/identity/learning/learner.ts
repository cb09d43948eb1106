import type { IdentitiesConfig } from '../../../config/identities-schema.ts';
import { forgetFirst } from '../../forget-first.ts';
import type { IdBook } from '../book/id-book.ts';
import type { RequestHead } from '../../../vocabulary/raw-head.ts';
import { isSuccess } from '../../../vocabulary/status.ts';
import type { ParsedAnswer } from '../reading/parsed-answer.ts';
import type { ParsedExchange } from '../reading/parsed-exchanges.ts';
import { type FoundId, keyOf } from '../recognizing/found-id.ts';
import { type Subject, thingOf } from '../recognizing/subject.ts';
import { createIdentityRules } from './identity-rules.ts';
import { learnFromPair } from './learn-from-pair.ts';

const created = 201;
const changedPathsMax = 10_000;

/** Fills the book from pairs of answers. */
export interface Learner {
  /**
   * Learns from two answers, where both succeeded.
   *
   * @param fresh identities in primary's answer that no answer had shown before
   */
  learn(exchange: ParsedExchange, candidate: ParsedAnswer, fresh: readonly FoundId[]): void;
  /** The exchange deleted the thing in its path: another thing may get its identity. */
  forgetDeleted(exchange: ParsedExchange): void;
}

/**
 * @param isAwaited whether the answer to the write that made a thing is still to be learned from
 * @throws the library's error when a path in the config is no JSONPath
 */
export function createLearner(
  book: IdBook,
  config: IdentitiesConfig,
  isAwaited: (id: FoundId) => boolean,
): Learner {
  const ruledIn = createIdentityRules(config);
  /** The answer to a write may say nothing, so that a read shows first what has changed. */
  const changedPaths = new Map<string, true>();

  function changes({ method }: RequestHead, { path }: Subject): boolean {
    if (method === 'GET' || method === 'HEAD') return changedPaths.has(path);
    changedPaths.set(path, true);
    forgetFirst(changedPaths, changedPathsMax);
    return true;
  }

  return {
    learn({ head, subject, primary }, candidate, fresh) {
      if (!isSuccess(primary.status) || !isSuccess(candidate.status)) return;
      const isCreation = fresh.length > 0 && mayCreate(head, primary, candidate);
      const ruled = ruledIn(head, primary, candidate);
      const freshKeys = new Set(fresh.map(keyOf));
      const isCreated = primary.status === created;
      const isChanged = changes(head, subject);
      learnFromPair(
        { book, subject, isCreation, isCreated, isChanged, freshKeys, isAwaited, ruled },
        primary,
        candidate,
      );
    },
    forgetDeleted({ subject }) {
      const thing = thingOf(subject);
      if (thing !== null) book.release(thing.text, thing.kind);
    },
  };
}

/** A PUT makes a thing where both deployments say that it did. */
function mayCreate(
  { method }: RequestHead,
  primary: ParsedAnswer,
  candidate: ParsedAnswer,
): boolean {
  const areCreated = primary.status === created && candidate.status === created;
  return method === 'POST' || (method === 'PUT' && areCreated);
}
