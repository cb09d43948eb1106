/** How often a good candidate may fail by chance, in each single test that can fail it. */
export interface AlphaShares {
  /** In the first minutes, for one area: before there is evidence over time. */
  readonly fromTheStart: number;
  /** An area fails from the start only if its rate is this many times its budget. */
  readonly timesFromTheStart: number;
  /** Over time, for one criterion of one area. */
  readonly overTime: number;
  /** For one criterion of the route with this rank in the order of appearance, from 1. */
  readonly ofRoute: (rank: number) => number;
}

/**
 * The share of α for the first minutes: they need most of it, because only a large rate can prove anything there.
 */
const [startShare, areaShare, routeShare] = [0.5, 0.25, 0.25];

/**
 * Splits α. The gate fails if any criterion of any area or route does, so that all shares together are
 * α. Routes appear as they are asked for: the shares of all there can ever be are a series that
 * converges (Σ 1/n² = π²/6).
 *
 * @param criteria how many criteria can fail by chance
 * @param areas how many areas are judged
 */
export function spendAlpha(alpha: number, criteria: number, areas: number): AlphaShares {
  return {
    fromTheStart: (alpha * startShare) / areas,
    timesFromTheStart: Math.max(4.5, 2.25 * areas),
    overTime: (alpha * areaShare) / (criteria * areas),
    ofRoute: (rank) => ((alpha * routeShare) / criteria) * ofName(rank),
  };
}

/**
 * The share of the `rank`th name, from 1, where names appear as answers state them. The shares of all that there
 * can ever be are 1 together (Σ 1/n² = π²/6).
 */
export function ofName(rank: number): number {
  return 6 / (Math.PI * rank) ** 2;
}
