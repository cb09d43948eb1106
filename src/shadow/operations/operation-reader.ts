import { cachedByPath, segmentsOf } from '../../config/request-path.ts';
import type { RouteBy } from '../../config/route-by.ts';
import { createRouteMatcher } from '../../config/route-matcher.ts';
import type { Config } from '../../config/schema.ts';
import type { Exchange } from '../../vocabulary/exchange.ts';
import { percentDecoded } from '../../vocabulary/percent-decoded.ts';
import type { RequestHead } from '../../vocabulary/raw-head.ts';
import { readGraphqlDocument } from './graphql-document.ts';
import { graphqlOperation } from './graphql-operation.ts';
import { jsonRpcOperation } from './jsonrpc-operation.ts';
import { noOperations, type Operation } from './operation.ts';
import { type SentRequest, sentRequest } from './sent-request.ts';
import { operationByHeader, operationByPath } from './value-operation.ts';

/** Finds which operation of its route an exchange is for. Never throws, whatever the bytes. */
export type OperationReader = (exchange: Exchange, head: RequestHead) => Operation;

type Read = (request: SentRequest) => Operation;

/** The size of a model's request with its pictures; a longer request has no operation. */
const decodedBytesMin = 1024 * 1024;

/** @throws the JSONPath library's error if a path in the config is not a valid JSONPath */
export function createOperationReader({
  routes,
  capture,
}: Pick<Config, 'routes' | 'capture'>): OperationReader {
  const readers = new Map<string, Read>();
  for (const { match, by } of routes) if (by !== undefined) readers.set(match, readerOf(by));
  if (readers.size === 0) return () => noOperations;
  const bytesMax = Math.max(decodedBytesMin, capture.bodyBytesMax);
  const find = createRouteMatcher(routes);
  const readerFor = cachedByPath((method, path) => {
    const segments = segmentsOf(path);
    const route = segments === null ? undefined : find(method, segments.map(percentDecoded));
    return { read: readers.get(route?.match ?? '') };
  });
  return (exchange, head) => {
    const { read } = readerFor(head.method, head.target);
    return read === undefined ? noOperations : read(sentRequest(exchange, head, bytesMax));
  };
}

function readerOf({ body = '', header }: RouteBy): Read {
  if (header !== undefined) return operationByHeader(header);
  switch (body) {
    case 'graphql':
      return (request) => graphqlOperation(request, readGraphqlDocument);
    case 'jsonrpc':
      return jsonRpcOperation;
    default:
      return operationByPath(body);
  }
}
