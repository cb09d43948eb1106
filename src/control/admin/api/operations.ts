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

/** An operation under `/api`. */
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
    summary: 'The verdict on the candidate, with the evidence for it',
    ...gateEndpoint,
  },
  {
    method: 'post',
    path: '/api/gate',
    summary: 'The same for rollout controllers that send a POST, with ?format=webhook',
    ...gateWebhookEndpoint,
  },
  {
    method: 'get',
    path: '/api/gate/log',
    summary: 'The actions of operators, newest first',
    ...gateLogEndpoint,
  },
  {
    method: 'post',
    path: '/api/gate/hold',
    summary: 'Hold the promotion',
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
    summary: 'Withdraw the acceptance',
    ...withdrawEndpoint,
  },
  {
    method: 'get',
    path: '/api/epochs',
    summary: 'The kept epochs, newest first',
    ...epochsEndpoint,
  },
  {
    method: 'get',
    path: '/api/routes',
    summary: 'The counts of each route',
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
    summary: 'The latest comparisons in memory, newest first',
    ...comparisonsEndpoint,
  },
  {
    method: 'get',
    path: '/api/exchanges',
    summary: 'The kept mismatches, newest first',
    ...exchangesEndpoint,
  },
  {
    method: 'get',
    path: '/api/exchanges/{name}',
    summary: 'One kept exchange with its messages, redacted',
    ...exchangeEndpoint,
  },
  {
    method: 'post',
    path: '/api/exchanges/{name}/replay',
    summary:
      'Replay it: send its request to both deployments again, and compare; safe methods only',
    ...replayEndpoint,
  },
  {
    method: 'get',
    path: '/api/field',
    summary: 'The values in which a field of a route differed',
    ...fieldEndpoint,
  },
  {
    method: 'get',
    path: '/api/rules',
    summary: 'The rules of the config, and how often each was used',
    ...rulesEndpoint,
  },
  {
    method: 'get',
    path: '/api/config',
    summary: 'Every value of the config in force, and where it came from',
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
    summary: 'Counters of the process itself',
    ...healthEndpoint,
  },
  {
    method: 'get',
    path: '/api/fleet',
    summary:
      'The processes that share the store, and the taps that they receive from; null without a store in PostgreSQL',
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
    summary: 'The answers of Prometheus to the queries of the gate',
    ...queriesEndpoint,
  },
  {
    method: 'get',
    path: '/api/databases',
    summary:
      'The work of both databases per exchange of the running epoch; null if the config has none',
    ...databasesEndpoint,
  },
];
