import { Counter, Registry } from 'prom-client';
import type { DatabaseFaults } from './database/database.ts';

/** What a deployment counts since its start, for `GET /metrics`. */
export interface Metrics extends DatabaseFaults {
  readonly registry: Registry;
  requestServed(status: number): void;
  /** A request failed in a way that no handler expects. */
  exceptionThrown(): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const counter = (name: string, help: string, ...labelNames: string[]): Counter =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const requests = counter('conduit_requests_total', 'Answered requests, by status.', 'status');
  const exceptions = counter('conduit_exceptions_total', 'Requests that failed unexpectedly.');
  const errors = counter('conduit_database_errors_total', 'Statements that failed.');
  const connections = counter(
    'conduit_database_connection_errors_total',
    'Connections to the database that could not be made, or broke.',
  );
  return {
    registry,
    requestServed: (status) => requests.inc({ status }),
    exceptionThrown: () => exceptions.inc(),
    statementFailed: () => errors.inc(),
    connectionFailed: () => connections.inc(),
  };
}
