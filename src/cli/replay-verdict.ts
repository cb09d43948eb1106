import { exchangeWords } from '../control/gate/words.ts';
import type { Played } from '../playback/playback.ts';
import type { exitCodes } from './exit-codes.ts';

type Limited = Pick<Played, 'mayMissMore' | 'notCounted' | 'changedStatuses' | 'delivered'>;

/** If primary answers a larger share of requests with another status, they are not what was recorded. */
const changedShareMax = 0.05;

/** Why a replay proves no pass, whatever the gate makes of the exchanges that were played. */
export function limitsOf(played: Limited): readonly string[] {
  const { mayMissMore, notCounted, changedStatuses, delivered } = played;
  return [
    ...(mayMissMore ? ['it is unknown how many exchanges could not be read'] : []),
    ...(notCounted > 0 ? [`the result of ${exchangeWords(notCounted)} did not arrive`] : []),
    ...(changedStatuses > changedShareMax * delivered
      ? [
          `primary answered ${exchangeWords(changedStatuses)} with another status than the recorded one; ` +
            'its state, or the credentials, may differ',
        ]
      : []),
  ];
}

/** What a replay proves if the gate gives this verdict on the exchanges that were played. */
export function verdictOn(
  limits: readonly string[],
  verdict: keyof typeof exitCodes,
): keyof typeof exitCodes {
  return limits.length > 0 && verdict === 'pass' ? 'inconclusive' : verdict;
}
