import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database, Statements } from './database.ts';

/** The statements of one request. */
export interface StatementCount {
  statements: number;
  /** The sum of their times, those of failed ones included. */
  durationMs: number;
}

const current = new AsyncLocalStorage<StatementCount>();

/** Runs something whose statements are added up in `count`, whatever else runs meanwhile. */
export function withStatementCount<T>(count: StatementCount, run: () => T): T {
  return current.run(count, run);
}

/** The same database; its statements count for the request that runs them. */
export function countingStatements(database: Database): Database {
  const counting = countingEach(database);
  return {
    ...counting,
    inTransaction: (work) => database.inTransaction((statements) => work(countingEach(statements))),
    close: () => database.close(),
  };
}

function countingEach({ get, all, run }: Statements): Statements {
  return {
    get: (...statement) => counted(() => get(...statement)),
    all: (...statement) => counted(() => all(...statement)),
    run: (...statement) => counted(() => run(...statement)),
  };
}

async function counted<T>(execute: () => Promise<T>): Promise<T> {
  const count = current.getStore();
  if (count === undefined) return execute();
  const startedAt = performance.now();
  try {
    return await execute();
  } finally {
    count.statements += 1;
    count.durationMs += performance.now() - startedAt;
  }
}
