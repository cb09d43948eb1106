import type { MessagePort } from 'node:worker_threads';
import type { ByteBudget } from '../transport/byte-budget.ts';
import type { Held } from '../transport/inbox.ts';
import { Outbox } from '../transport/outbox.ts';
import type { CapturedMessage, Exchange } from '../vocabulary/exchange.ts';
import { noExcuses, type PairExcuses } from '../vocabulary/excuses.ts';
import {
  noIdentities,
  type PairIdentities,
  type PathIdentities,
} from '../vocabulary/identities.ts';
import { pairShape } from '../vocabulary/pair-shape.ts';
import type { Leg, Pair } from '../vocabulary/pair.ts';
import { isReplay } from '../vocabulary/replay.ts';
import { isShedReason, type LeftOutReason, type ShedReason } from '../vocabulary/shed.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { noBytes } from '../vocabulary/no-bytes.ts';

/** The known identities in primary's answer and in the others. */
interface SidesIdentities {
  readonly candidate: PairIdentities;
  readonly secondary: PairIdentities;
}

/** An exchange that primary has answered, and its operation. */
export interface AnsweredExchange extends Held<Exchange> {
  /** Empty if the route has no operations. */
  readonly operation: string;
}

/** Passes pairs on to the compare plane, and releases each exchange after that. */
export interface PairSender {
  /** Sets the port to which pairs are sent from now on. */
  connect(port: MessagePort): void;
  /** @param secondary null if it was not asked */
  send(
    answered: AnsweredExchange,
    candidate: Leg,
    secondary: Leg | null,
    identities: SidesIdentities,
    excuses: PairExcuses,
  ): void;
  /**
   * The same for a request that the breaker blocked because the candidate was down: the candidate has failed
   * it.
   */
  sendNotAsked(answered: AnsweredExchange): void;
  /** The same for an exchange that is not compared; counts what was shed here. */
  sendUnsent(answered: AnsweredExchange, reason: LeftOutReason): void;
}

/** Pairs may wait a little, and each batch wakes the compare plane's thread. */
const batchWaitMs = 25;

export interface PairSenderOptions {
  /** Bounds the memory for the compare plane; pairs past it are shed. */
  readonly budget: ByteBudget;
  readonly tally: Tally;
  /**
   * Whether this process still owns the partition of an exchange, and no former owner has counted it. If not,
   * the pair is dropped and not counted.
   */
  readonly isToReport: (exchange: Exchange) => boolean;
  /** The known identities in an exchange's path. */
  readonly pathIdentitiesOf: (exchange: Exchange) => PathIdentities;
}

export function createPairSender({
  budget,
  tally,
  isToReport,
  pathIdentitiesOf,
}: PairSenderOptions): PairSender {
  const outbox = new Outbox<Pair>({
    shape: pairShape,
    batchWaitMs,
    budget,
    onLost: (records) => tally.shed('plane_restart', records),
  });

  let secondariesShed = 0;
  tally.gauge('secondary_answers_shed', () => secondariesShed);

  /** A replay is not traffic: the control plane counts it by its result. */
  function shed(reason: ShedReason, { sequence }: Exchange): void {
    if (!isReplay(sequence)) tally.shed(reason);
  }

  function send(
    { record, release, operation }: AnsweredExchange,
    candidate: Leg,
    secondary: Leg | null,
    { candidate: identities, secondary: secondaryIdentities }: SidesIdentities,
    excuses: PairExcuses,
  ): void {
    if (!isToReport(record)) return release();
    if (candidate.kind === 'unsent') {
      return sendUnsent({ record, release, operation }, candidate.reason);
    }
    const pair = {
      exchange: record,
      candidate,
      secondary,
      identities,
      pathIdentities: pathIdentitiesOf(record),
      operation,
      secondaryIdentities,
      excuses,
    };
    if (!outbox.send(pair) && !sendWithoutSecondary(pair)) shed('compare_budget', record);
    release();
  }

  /** If there is no room for both, the candidate's leg is kept, as it is the one that is compared. */
  function sendWithoutSecondary(pair: Pair): boolean {
    if (pair.secondary === null || !outbox.send({ ...pair, secondary: lostLeg })) return false;
    secondariesShed += 1;
    return true;
  }

  function sendUnsent(
    { record, release, operation }: AnsweredExchange,
    reason: LeftOutReason,
  ): void {
    if (!isToReport(record)) return release();
    const exchange: Exchange = {
      ...record,
      request: withoutBody(record.request),
      response: withoutBody(record.response),
    };
    const sent = outbox.send({
      exchange,
      candidate: { kind: 'unsent', reason },
      secondary: null,
      identities: noIdentities,
      pathIdentities: pathIdentitiesOf(record),
      operation,
      secondaryIdentities: noIdentities,
      excuses: noExcuses,
    });
    // Each loss is counted once. The owner of a fleet's partition must know which exchanges are not passed
    // on.
    if (!sent) shed('compare_budget', record);
    else if (isShedReason(reason)) shed(reason, record);
    release();
  }

  return {
    connect: (port) => outbox.connect(port),
    send,
    sendNotAsked: (answered) => send(answered, notAsked, null, noSides, noExcuses),
    sendUnsent,
  };
}

const notAsked: Leg = { kind: 'failed', failure: 'breaker_open', totalMs: 0 };
const lostLeg: Leg = { kind: 'unsent', reason: 'compare_budget' };
const noSides: SidesIdentities = { candidate: noIdentities, secondary: noIdentities };

/** There is nothing to compare it with. */
function withoutBody({ head }: CapturedMessage): CapturedMessage {
  return { head, body: noBytes };
}
