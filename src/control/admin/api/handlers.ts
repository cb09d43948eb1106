import type { Handler } from 'hono';
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
import { comparisonsEndpoint } from './comparisons.ts';
import { databasesEndpoint } from './databases.ts';
import { documentEndpoint } from './document.ts';
import { epochsEndpoint } from './epochs.ts';
import { exchangeEndpoint, exchangesEndpoint } from './exchanges.ts';
import { fieldEndpoint } from './field.ts';
import { fleetEndpoint } from './fleet.ts';
import { acceptEndpoint, signedEndpoint, withdrawEndpoint } from './gate-actions.ts';
import { gateLogEndpoint } from './gate-log.ts';
import { gateEndpoint, gateWebhookEndpoint } from './gate.ts';
import type { ApiOperationName } from './operations.ts';
import { configEndpoint, healthEndpoint } from './process.ts';
import { reloadEndpoint } from './reload.ts';
import { replayEndpoint } from './replay.ts';
import { routesEndpoint, routesYamlEndpoint } from './routes.ts';
import { rulesEndpoint } from './rules.ts';
import { queriesEndpoint, resourcesEndpoint } from './watch.ts';

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

/** The handler of each operation in the table of `operations.ts`; a missing one is a type error. */
export function apiHandlers(sources: ApiSources): Readonly<Record<ApiOperationName, Handler>> {
  const { archive, document, evidence, gate, operations, replays, routes, watch } = sources;
  return {
    'get /api/gate': gateEndpoint(gate, document),
    'post /api/gate': gateWebhookEndpoint(gate, document),
    'get /api/gate/log': gateLogEndpoint(sources.operators),
    'post /api/gate/hold': signedEndpoint(operations, 'hold'),
    'delete /api/gate/hold': signedEndpoint(operations, 'release'),
    'post /api/gate/reset': signedEndpoint(operations, 'reset'),
    'post /api/gate/accept': acceptEndpoint(operations),
    'delete /api/gate/accept': withdrawEndpoint(operations),
    'get /api/epochs': epochsEndpoint(evidence),
    'get /api/routes': routesEndpoint(routes, document, sources.workOf),
    'get /api/routes.yaml': routesYamlEndpoint(sources.config, routes),
    'get /api/document': documentEndpoint(document),
    'get /api/comparisons': comparisonsEndpoint(sources.recent, sources.instance),
    'get /api/exchanges': exchangesEndpoint(archive),
    'get /api/exchanges/{name}': exchangeEndpoint(archive),
    'post /api/exchanges/{name}/replay': replayEndpoint(archive, replays),
    'get /api/field': fieldEndpoint(archive, evidence),
    'get /api/rules': rulesEndpoint(sources.rules),
    'get /api/config': configEndpoint(sources.settings),
    'post /api/config/reload': reloadEndpoint(sources.reloads),
    'get /api/health': healthEndpoint(sources.totals, replays),
    'get /api/fleet': fleetEndpoint(sources.fleet),
    'get /api/resources': resourcesEndpoint(watch),
    'get /api/queries': queriesEndpoint(watch),
    'get /api/databases': databasesEndpoint(evidence, sources.databases),
  };
}
