import type { Comparison } from '../../vocabulary/comparison.ts';
import type { Side } from '../../vocabulary/side-sums.ts';
import type { WatchedName } from '../../vocabulary/watched.ts';
import { countedAs, isSampledOut } from '../counted-as.ts';
import type { KeptEvidence } from '../evidence/kept-evidence.ts';
import { exchangesName, keptBackName } from './database-sums.ts';

export interface ServedIn {
  /** Null where no budget is judged. */
  readonly block: WatchedName['block'];
  /** With `secondary: self`, primary gets some requests twice. */
  readonly asksPrimaryAgain: boolean;
}

/** Adds to the evidence that the sides served an exchange, or that policy kept it from the candidate. */
export function noteServed(
  evidence: Pick<KeptEvidence, 'noteWatched'>,
  comparison: Comparison,
  { block, asksPrimaryAgain }: ServedIn,
): void {
  const serve = (side: Side, n: number): void => {
    evidence.noteWatched(exchangesName, side, 0, n);
    if (block !== null) evidence.noteWatched({ ...exchangesName, block }, side, 0, n);
  };
  serve('primary', asksPrimaryAgain && comparison.secondary !== null ? 2 : 1);
  if (comparison.candidate !== null) serve('candidate', 1);
  const counted = countedAs(comparison);
  if (counted.kind === 'left_out' && !isSampledOut(counted.reason)) {
    evidence.noteWatched(keptBackName, 'primary', 0);
  }
}
