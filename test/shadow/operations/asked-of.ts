import { configSchema } from '../../../src/config/schema.ts';
import { createOperationReader } from '../../../src/shadow/operations/operation-reader.ts';
import type { Exchange } from '../../../src/vocabulary/exchange.ts';
import { parseRequestHead } from '../../../src/vocabulary/raw-head.ts';
import { exchangesFrom, type RequestSpec } from '../exchange-fixture.ts';

/** Reads the operations of requests to `/api`, with this `by`. */
export function operationsBy(by: unknown) {
  const config = configSchema.parse({
    primary: 'http://127.0.0.1:1',
    candidate: 'http://127.0.0.1:2',
    routes: [{ match: '* /api', by }],
  });
  const operationOf = createOperationReader(config);
  const exchange = exchangesFrom();
  return (request: RequestSpec, overrides: Partial<Exchange> = {}) => {
    const made = exchange({ method: 'POST', target: '/api', ...request }, overrides);
    return operationOf(made, parseRequestHead(made.request.head));
  };
}
