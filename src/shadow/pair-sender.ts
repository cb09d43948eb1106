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

/** What is known of the identities in primary's answer and in those of the others. */
interface SidesIdentities {
  readonly candidate: PairIdentities;
  readonly secondary: PairIdentities;
}

/** Passes pairs on to the compare plane. Each delivery is released when it has been. */
export interface PairSender {
  /** Where pairs go from now on. */
  connect(port: MessagePort): void;
  /** @param secondary null where it was not asked */
  send(
    delivery: Held<Exchange>,
    candidate: Leg,
    secondary: Leg | null,
    identities: SidesIdentities,
    excuses: PairExcuses,
  ): void;
  /** The same for what the breaker kept from a candidate that was down: the candidate has failed it. */
  sendNotAsked(delivery: Held<Exchange>): void;
  /** The same for what is not compared; counts what was shed here. */
  sendUnsent(delivery: Held<Exchange>, reason: LeftOutReason): void;
}

/** Nobody waits for a comparison, and each batch wakes the compare plane's thread. */
const batchWaitMs = 25;

/**
 * @param budget of what is held at once for the compare plane; what comes past it is shed
 * @param pathIdentitiesOf the known identities in an exchange's path
 */
export function createPairSender(
  budget: ByteBudget,
  tally: Tally,
  pathIdentitiesOf: (exchange: Exchange) => PathIdentities,
): PairSender {
  const outbox = new Outbox<Pair>({
    shape: pairShape,
    batchWaitMs,
    budget,
    onLost: (records) => tally.shed('plane_restart', records),
  });

  /** A replay is not traffic: the control plane counts it by its result. */
  function shed(reason: ShedReason, { sequence }: Exchange): void {
    if (!isReplay(sequence)) tally.shed(reason);
  }

  function send(
    { record, release }: Held<Exchange>,
    candidate: Leg,
    secondary: Leg | null,
    { candidate: identities, secondary: secondaryIdentities }: SidesIdentities,
    excuses: PairExcuses,
  ): void {
    if (candidate.kind === 'unsent') return sendUnsent({ record, release }, candidate.reason);
    const pair = {
      exchange: record,
      candidate,
      secondary,
      identities,
      pathIdentities: pathIdentitiesOf(record),
      secondaryIdentities,
      excuses,
    };
    // Where there is no room for both, the candidate's leg is the one that is compared.
    const sent =
      outbox.send(pair) || (secondary !== null && outbox.send({ ...pair, secondary: null }));
    if (!sent) shed('compare_budget', record);
    release();
  }

  function sendUnsent({ record, release }: Held<Exchange>, reason: LeftOutReason): void {
    const isLoss = isShedReason(reason);
    if (isLoss) shed(reason, record);
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
      secondaryIdentities: noIdentities,
      excuses: noExcuses,
    });
    if (!sent && !isLoss) shed('compare_budget', record);
    release();
  }

  return {
    connect: (port) => outbox.connect(port),
    send,
    sendNotAsked: (delivery) => send(delivery, notAsked, null, noSides, noExcuses),
    sendUnsent,
  };
}

const notAsked: Leg = { kind: 'failed', failure: 'breaker_open', totalMs: 0 };
const noSides: SidesIdentities = { candidate: noIdentities, secondary: noIdentities };

const noBytes = new Uint8Array(0);

/** There is nothing to compare it with. */
function withoutBody({ head }: CapturedMessage): CapturedMessage {
  return { head, body: noBytes };
}
