import { createRouteRenames, type RouteRenames } from '../../config/route-renames.ts';
import type { Config } from '../../config/schema.ts';
import type { Exchange } from '../../vocabulary/exchange.ts';
import type { RequestHead } from '../../vocabulary/raw-head.ts';
import type { OperationReader } from '../operations/operation-reader.ts';

/** Finds the renames of members in the answer to a request. */
export type ExchangeRenames = (exchange: Exchange, head: RequestHead) => RouteRenames;

/** @returns null if no rule renames anything */
export function createExchangeRenames(
  config: Pick<Config, 'compare' | 'routes'>,
  operationOf: OperationReader,
): ExchangeRenames | null {
  const renamesOf = createRouteRenames(config);
  if (renamesOf === null) return null;
  return (exchange, head) => renamesOf(head.method, head.target, operationOf(exchange, head).name);
}
