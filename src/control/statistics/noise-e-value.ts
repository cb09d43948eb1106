import { logBeta } from './log-beta.ts';

/** For a field: in how many exchanges only the candidate, or only the secondary, differed from primary. */
export interface DiscordantPairs {
  readonly candidateOnly: number;
  readonly referenceOnly: number;
}

/** A uniform prior on the share of discordant pairs that are the candidate's. */
const prior = 1;

/**
 * ln E of "the candidate differs from primary as often as primary differs from itself": were it so, a discordant
 * pair would be the candidate's or the secondary's with equal chance, and E would pass 1/α at any time with
 * probability α at most. `ln E = lnB(b+a, c+a) − lnB(a,a) + (b+c)·ln 2` with a = 1 (Lindon & Malek,
 * "Anytime-valid inference for multinomial count data", arXiv 2011.03567). Two-sided: the caller checks which of
 * the two is larger.
 */
export function noiseLogEValue({ candidateOnly, referenceOnly }: DiscordantPairs): number {
  return (
    logBeta(candidateOnly + prior, referenceOnly + prior) -
    logBeta(prior, prior) +
    (candidateOnly + referenceOnly) * Math.LN2
  );
}

/**
 * The same over time: in how many blocks one has more of the pairs than the other. Noise in phases makes many
 * pairs in a row, but affects few blocks.
 */
export function majorities(blocks: readonly DiscordantPairs[]): DiscordantPairs {
  return {
    candidateOnly: blocks.filter((one) => one.candidateOnly > one.referenceOnly).length,
    referenceOnly: blocks.filter((one) => one.candidateOnly < one.referenceOnly).length,
  };
}

/** Whether the candidate differs more often than noise explains, with at most `alpha` of error. */
export function exceedsNoise(pairs: DiscordantPairs, alpha: number): boolean {
  const { candidateOnly, referenceOnly } = pairs;
  if (candidateOnly <= referenceOnly) return false;
  const threshold = -Math.log(alpha);
  // A mixture explains no more than the best of its parts, and that is at most χ²: ln E ≤ (b−c)²/(b+c).
  // So most fields need no logarithm.
  const excess = candidateOnly - referenceOnly;
  if (excess * excess < threshold * (candidateOnly + referenceOnly)) return false;
  return noiseLogEValue(pairs) >= threshold;
}
