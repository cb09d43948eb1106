import { comparisonsEndpoint } from './comparisons.ts';
import { configEndpoint } from './config.ts';
import { databasesEndpoint } from './databases.ts';
import { documentEndpoint } from './document.ts';
import type { Endpoint } from './endpoint.ts';
import { epochsEndpoint } from './epochs.ts';
import { exchangeEndpoint, exchangesEndpoint } from './exchanges.ts';
import { fieldEndpoint } from './field.ts';
import { fleetEndpoint } from './fleet.ts';
import {
  acceptEndpoint,
  holdEndpoint,
  releaseEndpoint,
  resetEndpoint,
  withdrawEndpoint,
} from './gate-actions.ts';
import { gateLogEndpoint } from './gate-log.ts';
import { gateEndpoint, gateWebhookEndpoint } from './gate.ts';
import { healthEndpoint } from './health.ts';
import { reloadEndpoint } from './reload.ts';
import { replayEndpoint } from './replay.ts';
import { routesEndpoint, routesYamlEndpoint } from './routes.ts';
import { rulesEndpoint } from './rules.ts';
import { queriesEndpoint, resourcesEndpoint } from './watch.ts';

/** One thing that can be asked under `/api`. */
export interface ApiOperation extends Endpoint {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  readonly summary: string;
}

/** Everything under `/api` except the OpenAPI document. Routes, access and that document come from it. */
export const apiOperations: readonly ApiOperation[] = [
  {
    method: 'get',
    path: '/api/gate',
    summary: 'The verdict on the candidate, with all it rests on',
    ...gateEndpoint,
  },
  {
    method: 'post',
    path: '/api/gate',
    summary: 'The same for rollout controllers that post what they ask, with ?format=webhook',
    ...gateWebhookEndpoint,
  },
  {
    method: 'get',
    path: '/api/gate/log',
    summary: 'What operators have done, the newest first',
    ...gateLogEndpoint,
  },
  {
    method: 'post',
    path: '/api/gate/hold',
    summary: 'Hold the promotion back',
    ...holdEndpoint,
  },
  {
    method: 'delete',
    path: '/api/gate/hold',
    summary: 'End the hold',
    ...releaseEndpoint,
  },
  {
    method: 'post',
    path: '/api/gate/reset',
    summary: 'Begin another epoch of the same version',
    ...resetEndpoint,
  },
  {
    method: 'post',
    path: '/api/gate/accept',
    summary: 'Accept a difference for a time',
    ...acceptEndpoint,
  },
  {
    method: 'delete',
    path: '/api/gate/accept',
    summary: 'Accept it no longer',
    ...withdrawEndpoint,
  },
  {
    method: 'get',
    path: '/api/epochs',
    summary: 'The epochs that are kept, the newest first',
    ...epochsEndpoint,
  },
  {
    method: 'get',
    path: '/api/routes',
    summary: 'What was counted by route',
    ...routesEndpoint,
  },
  {
    method: 'get',
    path: '/api/routes.yaml',
    summary: 'The routes seen so far as YAML for `routes` in the config, with proposed areas',
    ...routesYamlEndpoint,
  },
  {
    method: 'get',
    path: '/api/document',
    summary:
      'Requested routes that the OpenAPI document does not have, and its operations that were never requested',
    ...documentEndpoint,
  },
  {
    method: 'get',
    path: '/api/comparisons',
    summary: 'The latest comparisons that are in memory, the newest first',
    ...comparisonsEndpoint,
  },
  {
    method: 'get',
    path: '/api/exchanges',
    summary: 'The mismatching exchanges that are kept, the newest first',
    ...exchangesEndpoint,
  },
  {
    method: 'get',
    path: '/api/exchanges/{name}',
    summary: 'One of them with its messages, redacted',
    ...exchangeEndpoint,
  },
  {
    method: 'post',
    path: '/api/exchanges/{name}/replay',
    summary: 'Send its request to both deployments once more, and compare; safe methods only',
    ...replayEndpoint,
  },
  {
    method: 'get',
    path: '/api/field',
    summary: 'In which values a field of a route differed',
    ...fieldEndpoint,
  },
  {
    method: 'get',
    path: '/api/rules',
    summary: 'The rules of the config, and the use each has been',
    ...rulesEndpoint,
  },
  {
    method: 'get',
    path: '/api/config',
    summary: 'Every value of the config that is in force, and where it came from',
    ...configEndpoint,
  },
  {
    method: 'post',
    path: '/api/config/reload',
    summary: 'Reload the config; if it has a fault, the previous one stays in force',
    ...reloadEndpoint,
  },
  {
    method: 'get',
    path: '/api/health',
    summary: 'What the process has counted of itself',
    ...healthEndpoint,
  },
  {
    method: 'get',
    path: '/api/fleet',
    summary:
      'The processes that share the store and the taps that they hear; null without a store of PostgreSQL',
    ...fleetEndpoint,
  },
  {
    method: 'get',
    path: '/api/resources',
    summary:
      'Memory, CPU time and the like of both deployments over time; null without their metrics',
    ...resourcesEndpoint,
  },
  {
    method: 'get',
    path: '/api/queries',
    summary: 'What Prometheus says to the queries of the gate',
    ...queriesEndpoint,
  },
  {
    method: 'get',
    path: '/api/databases',
    summary:
      'What both databases did for each exchange of the running epoch; null where the config has none',
    ...databasesEndpoint,
  },
];
