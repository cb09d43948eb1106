import type { Exchange } from '../../vocabulary/exchange.ts';
import { type ExcuseReason, noExcuses, type PairExcuses } from '../../vocabulary/excuses.ts';
import {
  noIdentities,
  type PairIdentities,
  type PathIdentities,
  type Translation,
} from '../../vocabulary/identities.ts';
import type { Leg } from '../../vocabulary/pair.ts';
import type { UnseenSpan } from '../../vocabulary/unseen-span.ts';
import type { RequestHead } from '../../vocabulary/raw-head.ts';
import type { Touch } from '../order/key-queue.ts';

/** What an exchange may depend on or change. */
export interface Dependencies {
  readonly touches: readonly Touch[];
  /** The client's session, as far as it is known; sessions are shed as a whole. */
  readonly session: string;
}

/** A request with the candidate's identities in it. */
export interface TranslatedRequest {
  readonly head: RequestHead;
  readonly body: Uint8Array;
  readonly translated: readonly Translation[];
}

/** What is known about a pair of answers when the candidate has answered. */
export interface PairKnowledge {
  /** To be called when all overlapping writes are settled: only then is it known what they made. */
  readonly identities: () => PairIdentities;
  /** Returns what may explain differences; to be called when all overlapping writes have arrived. */
  readonly judge: () => PairExcuses;
}

export const nothingKnown: PairKnowledge = {
  identities: () => noIdentities,
  judge: () => noExcuses,
};

/**
 * The state of the candidate as the shadow plane knows it: how exchanges depend on each other there, the
 * candidate's identities of things, and how it differs from primary.
 */
export interface CandidateWorld {
  /** How often identities were learned: while this stays the same, no answer has taught any. */
  readonly learned: number;
  /** Called once for each exchange, when primary has answered. */
  dependenciesOf(exchange: Exchange, head: RequestHead, isWrite: boolean): Dependencies;
  /** Called when the exchange is to be mirrored. */
  translate(exchange: Exchange, head: RequestHead): TranslatedRequest;
  /**
   * Notes that the candidate has answered, or failed to. To be called before exchanges that wait for this one
   * are mirrored.
   */
  learn(exchange: Exchange, leg: Leg, request: TranslatedRequest, isWrite: boolean): PairKnowledge;
  /** Notes that the candidate is not asked: things may differ there from now on. */
  noteNotMirrored(exchange: Exchange, because: ExcuseReason, isWrite: boolean): void;
  /** Which segments of its path are identities, according to primary's answers so far. */
  pathIdentitiesOf(exchange: Exchange): PathIdentities;
  /** Notes that a tap was lost, so that its writes are unknown. */
  noteUnseen(span: UnseenSpan): void;
  /** Forgets all marks, because an operator has made both states the same again. */
  forgetMarks(): void;
}
