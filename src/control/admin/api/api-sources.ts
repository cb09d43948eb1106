import type { Config } from '../../../config/schema.ts';
import type { Setting } from '../../../config/settings.ts';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import type { KeptExchanges } from '../../archive/archive-reader.ts';
import type { DatabasesStanding } from '../../databases/both-databases.ts';
import type { DocumentReader } from '../../document-coverage.ts';
import type { EvidenceBook } from '../../evidence/evidence-book.ts';
import type { FleetMembers } from '../../fleet/fleet-members.ts';
import type { Gate } from '../../gate/gate.ts';
import type { GateOperations } from '../../gate/gate-operations.ts';
import type { OperatorLog } from '../../gate/operator-log.ts';
import type { RecentComparisons } from '../../recent-comparisons.ts';
import type { Reloads } from '../../reloads.ts';
import type { Replays } from '../../replays.ts';
import type { RouteLedger } from '../../route-ledger.ts';
import type { RouteWork } from '../../route-work.ts';
import type { RuleLedger } from '../../rule-ledger.ts';
import type { WatchViews } from '../../watch/watch-view.ts';

/** What the operations of the API read and act on. */
export interface ApiSources {
  readonly config: Config;
  readonly instance: string;
  readonly settings: readonly Setting[];
  readonly routes: RouteLedger;
  readonly rules: RuleLedger;
  readonly recent: RecentComparisons;
  readonly archive: KeptExchanges;
  /** Null if no other process shares the store. */
  readonly fleet: Pick<FleetMembers, 'read'> | null;
  readonly replays: Replays;
  readonly reloads: Reloads;
  readonly totals: () => ProcessTotals | null;
  readonly evidence: Pick<EvidenceBook, 'epoch' | 'epochs' | 'current' | 'othersOf'>;
  readonly gate: Gate;
  readonly operations: GateOperations;
  readonly operators: OperatorLog;
  readonly watch: WatchViews;
  readonly databases: () => DatabasesStanding | null;
  readonly document: DocumentReader;
  readonly workOf: RouteWork;
}
