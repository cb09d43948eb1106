import type { TapMessage } from '../fleet/wire/tap-message.ts';
import type { Claim, Inheritance } from '../postgres/claims.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import type { RecordedAnswers } from '../vocabulary/recorded-answer.ts';
import type { UnseenSpan } from '../vocabulary/unseen-span.ts';

/** The records of former owners about what they sent. */
export interface FormerSends {
  readonly sequences: Pick<ReadonlySet<number>, 'has'>;
  /** Exchanges in messages of the stream up to this one may have been sent without a record. */
  readonly unrecorded: number;
}

/** The state of an exchange that a former owner had claimed and not counted. */
export type TakenOver = 'in_doubt' | 'recalled' | 'unsent';

/** Why a message of a tap cannot be read. */
export type UnreadableFault = 'unknown_version' | 'malformed' | 'incomplete';

export interface HeldPartitionOptions {
  readonly tenure: number;
  readonly inherited: Inheritance;
  /**
   * The last message of the stream when this owner began: exchanges that former owners have counted came with
   * it or earlier ones.
   */
  readonly storedBefore: number;
  /** The recorded answers to writes of former owners. */
  readonly recorded: Pick<RecordedAnswers, 'has'>;
  readonly sent: FormerSends;
  /** Lanes of the taps that former owners heard last. */
  readonly activeBefore: readonly number[];
  readonly order: { readonly clockSkewMs: number; readonly reorderMs: number };
  /** Bytes of exchanges that may wait here for their order; past it, reading from the stream pauses. */
  readonly heldBytesMax: number;
  /** Bytes of messages that the stream may keep while writes wait for their effect. */
  readonly keptBytesMax: number;
  /** @returns the lane of a tap; rejects while PostgreSQL is unavailable */
  readonly laneOf: (tap: TapMessage['tap']) => Promise<number>;
  /** @returns false if another hub holds the lease; rejects while PostgreSQL is unavailable */
  readonly claim: (claim: Claim) => Promise<boolean>;
  /** Whether more may be claimed, because few exchanges wait for the candidate. */
  readonly mayClaim: () => boolean;
  /** Sends an exchange to the other planes. @returns false while there is no room for it */
  readonly deliver: (exchange: Exchange) => boolean;
  /** Called for each message that could be read. */
  readonly onMessage: (message: Omit<TapMessage, 'packed'>) => void;
  /**
   * Called when a tap has fallen silent in the middle of its work, and when it is heard again. Sent before
   * exchanges of other taps from that time are delivered; it may arrive after them.
   */
  readonly onTapSilent: (span: UnseenSpan) => void;
  /** Called when a tap has stayed silent. @param openWrites the writes that were open in its last note */
  readonly onTapLost: (openWrites: number) => void;
  /** @param records the number of exchanges that the message states; 0 if it states none */
  readonly onUnreadable: (fault: UnreadableFault, records: number) => void;
  /** Called for each exchange that a former owner had claimed and not counted. Those in doubt are left out. */
  readonly onTakeover: (takenOver: TakenOver) => void;
  /** Called when another hub holds the lease. */
  readonly onFenced: () => void;
  /** The wall clock, which must not go back; milliseconds since the epoch. */
  readonly now?: () => number;
}
