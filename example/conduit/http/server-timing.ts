import type { MiddlewareHandler } from 'hono';
import { type StatementCount, withStatementCount } from '../database/statement-count.ts';

/**
 * Adds `Server-Timing` (W3C): `db`, the milliseconds in the database, and `queries`, the number of
 * statements. What a streamed answer does after its first byte comes too late for a header.
 */
export const serverTiming: MiddlewareHandler = async (context, next) => {
  const count: StatementCount = { statements: 0, durationMs: 0 };
  await withStatementCount(count, next);
  const { statements, durationMs } = count;
  context.header('server-timing', `db;dur=${durationMs.toFixed(3)}, queries;dur=${statements}`);
};
