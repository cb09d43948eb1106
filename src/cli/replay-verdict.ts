import { setTimeout as sleep } from 'node:timers/promises';
import { failure, success } from '../vocabulary/result.ts';
import { formatCount, formatExchanges } from '../vocabulary/format.ts';
import type { Played } from '../playback/playback.ts';
import { type Asked, patienceMs } from './ask-api.ts';
import { askGate, type GateReply } from './ask-gate.ts';
import type { exitCodes } from './exit-codes.ts';

const askAgainMs = 100;
/** The gate keeps what it has judged for a second. */
const asksAgainMax = 15;

/**
 * Requests the verdict on all results: a page may have triggered an evaluation just before the last ones. Repeats the
 * request while the gate may answer soon. Never rejects.
 */
export async function askGateNow({ url, token, ca }: Asked): Promise<GateReply> {
  const gateUrl = new URL('api/gate', url);
  const nowMs = Date.now();
  const untilMs = performance.now() + patienceMs;
  let left = asksAgainMax;
  for (;;) {
    const { value: answer, fault } = await askGate(gateUrl, { token, ca });
    if (fault !== null) {
      if (fault.lasting || performance.now() >= untilMs) return failure(fault);
    } else if (answer.evaluatedAtMs >= nowMs || left === 0) {
      return success(answer);
    } else {
      left -= 1;
    }
    await sleep(askAgainMs);
  }
}

type Limited = Pick<Played, 'mayMissMore' | 'notCounted' | 'changedStatuses' | 'knownStatuses'>;

/**
 * If a larger share of primary's answers has another status, the requests no longer have their recorded effect.
 */
const changedShareMax = 0.05;

/** Why a replay cannot prove a pass, whatever the gate's verdict on the played exchanges. */
export function limitsOf(played: Limited): readonly string[] {
  const { mayMissMore, notCounted, changedStatuses, knownStatuses } = played;
  return [
    ...(mayMissMore ? ['it is unknown how many exchanges could not be read'] : []),
    ...(notCounted > 0 ? [`the result of ${formatExchanges(notCounted)} did not arrive`] : []),
    ...(changedStatuses > changedShareMax * knownStatuses
      ? [
          `primary answered ${formatCount(changedStatuses)} of ${formatExchanges(knownStatuses)} with another status ` +
            'than the recorded one; its state, or the credentials, may differ',
        ]
      : []),
  ];
}

/** The verdict of a replay, from the gate's verdict on the played exchanges. */
export function verdictOn(
  limits: readonly string[],
  verdict: keyof typeof exitCodes,
): keyof typeof exitCodes {
  return limits.length > 0 && verdict === 'pass' ? 'inconclusive' : verdict;
}
