import { z } from 'zod';
import * as answers from './answer-schemas.ts';
import { databases } from './database-schemas.ts';
import * as gates from './gate-schemas.ts';
import * as processes from './process-schemas.ts';
import { acceptInput, signedInput, withdrawInput } from './operator-input.ts';
import { replayInput } from './replay.ts';
import * as watched from './watch-schemas.ts';

/** An operation under `/api`. */
export interface ApiOperation {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  readonly summary: string;
  /** The parameters of the query with their descriptions; the names of required ones end in `!`. */
  readonly query?: Readonly<Record<string, string>>;
  /** The JSON body; the operation needs the admin token if one is configured. */
  readonly input?: z.ZodType;
  /** It has no body, and needs the admin token if one is configured. */
  readonly needsToken?: true;
  readonly answer: z.ZodType;
  /** The description of an answer that is not JSON. */
  readonly answerType?: string;
}

const limit = { limit: 'how many at most' };
const narrowed = {
  epoch: 'of this epoch',
  route: 'of this route, as /api/routes names it',
  field:
    'that differ in this field, as in `body changed $.id` or `body changed $.id (uuid → text)`',
};

/**
 * Everything under `/api` except the OpenAPI document. Routes, access and that document come from it;
 * `handlers.ts` has the handlers.
 */
const table = [
  {
    method: 'get',
    path: '/api/gate',
    summary: 'The verdict on the candidate, with the evidence for it',
    query: {
      epoch: 'a kept epoch; the running one if left out',
      format: 'webhook: 200 on pass, 409 on fail, 503 otherwise',
    },
    answer: gates.gate,
  },
  {
    method: 'post',
    path: '/api/gate',
    summary: 'The same for rollout controllers that send a POST, with ?format=webhook',
    query: { format: 'webhook' },
    answer: gates.gate,
  },
  {
    method: 'get',
    path: '/api/gate/log',
    summary: 'The actions of operators, newest first',
    query: limit,
    answer: z.array(gates.operatorRecord),
  },
  operator('post', '/api/gate/hold', 'Hold the promotion', signedInput),
  operator('delete', '/api/gate/hold', 'End the hold', signedInput),
  operator('post', '/api/gate/reset', 'Begin another epoch of the same version', signedInput),
  operator('post', '/api/gate/accept', 'Accept a difference for a time', acceptInput),
  operator('delete', '/api/gate/accept', 'Withdraw the acceptance', withdrawInput),
  {
    method: 'get',
    path: '/api/epochs',
    summary: 'The kept epochs, newest first',
    answer: z.array(gates.epoch),
  },
  {
    method: 'get',
    path: '/api/routes',
    summary: 'The counts of each route',
    answer: z.array(answers.route),
  },
  {
    method: 'get',
    path: '/api/routes.yaml',
    summary: 'The routes seen so far as YAML for `routes` in the config, with proposed areas',
    answerType: 'application/yaml',
    answer: z.string(),
  },
  {
    method: 'get',
    path: '/api/document',
    summary:
      'Requested routes that the OpenAPI document does not have, and its operations that were never requested',
    answer: gates.document,
  },
  {
    method: 'get',
    path: '/api/comparisons',
    summary: 'The latest comparisons in memory, newest first',
    query: { outcome: 'of this outcome', route: narrowed.route, ...limit },
    answer: z.array(answers.comparison),
  },
  {
    method: 'get',
    path: '/api/exchanges',
    summary: 'The kept mismatches, newest first',
    query: {
      ...narrowed,
      words: 'words that must all occur in its paths, values or target',
      ...limit,
    },
    answer: z.array(answers.keptExchange),
  },
  {
    method: 'get',
    path: '/api/exchanges/{name}',
    summary: 'One kept exchange with its messages, redacted',
    answer: answers.exchange,
  },
  {
    method: 'post',
    path: '/api/exchanges/{name}/replay',
    summary:
      'Replay it: send its request to both deployments again, and compare; safe methods only',
    input: replayInput,
    answer: answers.replayed,
  },
  {
    method: 'get',
    path: '/api/field',
    summary: 'The values in which a field of a route differed',
    query: { 'route!': narrowed.route, 'field!': narrowed.field, epoch: narrowed.epoch },
    answer: answers.field,
  },
  {
    method: 'get',
    path: '/api/rules',
    summary: 'The rules of the config, and how often each was used',
    answer: z.array(answers.rule),
  },
  {
    method: 'get',
    path: '/api/config',
    summary: 'Every value of the config in force, and where it came from',
    answer: z.array(processes.setting),
  },
  {
    method: 'post',
    path: '/api/config/reload',
    summary: 'Reload the config; if it has a fault, the previous one stays in force',
    needsToken: true,
    answer: processes.reloaded,
  },
  {
    method: 'get',
    path: '/api/health',
    summary: 'Counters of the process itself',
    answer: processes.health,
  },
  {
    method: 'get',
    path: '/api/fleet',
    summary:
      'The processes that share the store, and the taps that they receive from; null without a store in PostgreSQL',
    answer: processes.fleet,
  },
  {
    method: 'get',
    path: '/api/resources',
    summary:
      'Memory, CPU time and the like of both deployments over time; null without their metrics',
    answer: watched.resources,
  },
  {
    method: 'get',
    path: '/api/queries',
    summary: 'The answers of Prometheus to the queries of the gate',
    answer: watched.queries,
  },
  {
    method: 'get',
    path: '/api/databases',
    summary:
      'The work of both databases per exchange of the running epoch; null if the config has none',
    answer: databases,
  },
] as const satisfies readonly ApiOperation[];

type Named<Operation> = Operation extends { readonly method: infer M; readonly path: infer P }
  ? `${M & string} ${P & string}`
  : never;

/** An operation as `METHOD PATH`, with the method in lower case. */
export type ApiOperationName = Named<(typeof table)[number]>;

export const apiOperations: readonly (ApiOperation & { readonly name: ApiOperationName })[] =
  table.map((one) => Object.assign({ name: `${one.method} ${one.path}` as ApiOperationName }, one));

function operator<M extends 'post' | 'delete', P extends string>(
  method: M,
  path: P,
  summary: string,
  input: z.ZodType,
) {
  return { method, path, summary, input, answer: z.looseObject({}) };
}
