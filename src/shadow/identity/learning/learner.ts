import type { IdentitiesConfig } from '../../../config/identities-schema.ts';
import type { IdBook } from '../book/id-book.ts';
import { type ParsedAnswer, succeeded } from '../reading/parsed-answer.ts';
import type { ParsedExchange } from '../reading/parsed-exchanges.ts';
import { thingInPath } from '../recognizing/thing-in-path.ts';
import { createIdentityRules } from './identity-rules.ts';
import { learnFromPair } from './learn-from-pair.ts';

/** Fills the book from pairs of answers. */
export interface Learner {
  /**
   * Learns from two answers, where both succeeded.
   *
   * @param showsNew primary's answer has identities that no answer had shown before
   */
  learn(exchange: ParsedExchange, candidate: ParsedAnswer, showsNew: boolean): void;
  /** The exchange deleted the thing in its path: another thing may get its identity. */
  forgetDeleted(exchange: ParsedExchange): void;
}

/** @throws the library's error when a path in the config is no JSONPath */
export function createLearner(book: IdBook, config: IdentitiesConfig): Learner {
  const ruledIn = createIdentityRules(config);
  return {
    learn({ head, subject, primary }, candidate, showsNew) {
      if (!succeeded(primary) || !succeeded(candidate)) return;
      const isCreation = head.method === 'POST' && showsNew;
      const ruled = ruledIn(head, primary, candidate);
      learnFromPair({ book, subject, isCreation, ruled }, primary, candidate);
    },
    forgetDeleted({ head }) {
      const { thing } = thingInPath(head.target);
      if (thing !== null) book.release(thing.text, thing.kind);
    },
  };
}
