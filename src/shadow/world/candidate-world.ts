import type { Exchange } from '../../vocabulary/exchange.ts';
import { noExcuses, type PairExcuses } from '../../vocabulary/excuses.ts';
import {
  noIdentities,
  type PairIdentities,
  type Translation,
} from '../../vocabulary/identities.ts';
import type { Leg } from '../../vocabulary/pair.ts';
import type { RequestHead } from '../../vocabulary/raw-head.ts';
import { touchesEverything } from '../order/causal-keys.ts';
import type { Touch } from '../order/key-queue.ts';

/** What an exchange has to do with others. */
export interface Placement {
  readonly touches: readonly Touch[];
  /** The client's session, as far as can be told: what is shed together. */
  readonly session: string;
}

/** A request as the candidate is to be sent it. */
export interface WorldRequest {
  readonly head: RequestHead;
  readonly body: Uint8Array;
  readonly translated: readonly Translation[];
}

/** What is known of a pair of answers when the candidate's has come. */
export interface PairKnowledge {
  readonly identities: PairIdentities;
  readonly excuses: PairExcuses;
}

export const nothingKnown: PairKnowledge = { identities: noIdentities, excuses: noExcuses };

/**
 * The candidate's own state as seen from here: what may depend on what there, what things are called
 * there, and what is missing there.
 */
export interface CandidateWorld {
  /** To be asked once, when primary has answered. */
  place(exchange: Exchange, head: RequestHead, isWrite: boolean): Placement;
  /** To be asked when its turn has come. */
  translate(exchange: Exchange, head: RequestHead): WorldRequest;
  /** The candidate has answered, or failed to; to be told before what waits for it may go. */
  learn(exchange: Exchange, leg: Leg, request: WorldRequest): PairKnowledge;
  /** The candidate is not asked. */
  miss(exchange: Exchange): void;
}

/** Where things are called the same: nothing is known of what depends on what, nor needed. */
export const sameWorld: CandidateWorld = {
  place: ({ connection }, _, isWrite) => ({
    touches: touchesEverything(isWrite),
    session: `connection ${connection}`,
  }),
  translate: ({ request }, head) => ({
    head,
    body: request.body,
    translated: noIdentities.translated,
  }),
  learn: () => nothingKnown,
  miss: () => undefined,
};
