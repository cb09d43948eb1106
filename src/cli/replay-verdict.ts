import type { Played } from '../playback/playback.ts';
import type { exitCodes } from './exit-codes.ts';

/**
 * What a replay proves if the gate gives this verdict on the exchanges that were played: what could not be read may be
 * what would have failed.
 */
export function verdictOn(
  { mayMissMore }: Pick<Played, 'mayMissMore'>,
  verdict: keyof typeof exitCodes,
): keyof typeof exitCodes {
  return mayMissMore && verdict === 'pass' ? 'inconclusive' : verdict;
}
