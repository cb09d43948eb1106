import type { Comparison } from '../vocabulary/comparison.ts';
import { isReplay } from '../vocabulary/replay.ts';
import type { ExchangeArchive } from './archive/exchange-archive.ts';
import { countedAs } from './counted-as.ts';
import type { Databases } from './databases/open-databases.ts';
import type { KeptEvidence } from './evidence/kept-evidence.ts';
import type { FleetCounts } from './fleet/fleet-counts.ts';
import type { GatePolicy } from './gate/resolve-policy.ts';
import { withoutNoise } from './gate/without-noise.ts';
import type { RecentComparisons } from './recent-comparisons.ts';
import type { Replays } from './replays.ts';
import type { RouteLedger } from './route-ledger.ts';
import type { RuleLedger } from './rule-ledger.ts';
import type { SteadyClock } from './steady-clock.ts';

export interface TakeComparisonOptions {
  /** Null in a process that is not a hub. */
  readonly fleet: FleetCounts | null;
  readonly clock: SteadyClock;
  readonly evidence: KeptEvidence;
  readonly policy: () => GatePolicy;
  readonly routes: RouteLedger;
  readonly rules: RuleLedger;
  readonly recent: RecentComparisons;
  readonly archive: ExchangeArchive;
  readonly replays: Replays;
  /** Null if the config has no databases. */
  readonly databases: () => Pick<Databases, 'note'> | null;
}

/** @returns a function that counts a comparison everywhere, and passes on the result of a replay */
export function comparisonTaker(options: TakeComparisonOptions): (comparison: Comparison) => void {
  const { fleet, clock, evidence, policy, routes, rules, recent, archive, replays, databases } =
    options;
  return (comparison) => {
    if (isReplay(comparison.sequence)) {
      return replays.settle(withoutNoise(comparison, evidence.current(), policy()));
    }
    // Another hub counts it.
    if (fleet?.isHeld(comparison.tenure) === false) return;
    // Pages show the time of the wall clock; evidence needs the steady clock.
    const atMs = clock.timeOf(comparison.wallClockMs);
    evidence.record({ ...comparison, wallClockMs: atMs });
    databases()?.note(comparison);
    fleet?.note(comparison.tenure, comparison.sequence);
    const judged = withoutNoise(comparison, evidence.current(), policy());
    routes.add(judged, atMs);
    recent.add(judged);
    if (judged.outcome !== 'noise') archive.add(judged, evidence.epoch.key);
    const counted = countedAs(judged);
    // Rules apply only if there are two answers.
    if (counted.kind === 'compared' && counted.isAnswered) rules.compared();
  };
}
