/** The cost of statements with one shape, role and text since the server started to count. */
export interface StatementCounts {
  readonly calls: number;
  readonly timeMs: number;
  readonly rows: number;
}

/** What one database has counted since its statistics were last reset. */
export interface DatabaseSample {
  /** Identifies one run of one server. */
  readonly server: string;
  /** A standby: it counts only its own statements. */
  readonly isReplica: boolean;
  /** By role and statement. */
  readonly statements: ReadonlyMap<string, StatementCounts>;
  /** By the same key. */
  readonly shapes: ReadonlyMap<string, string>;
  /** By table, with its schema. Empty where both deployments share the database. */
  readonly tables: ReadonlyMap<string, { readonly scans: number; readonly rows: number }>;
  /** Null where both deployments share the database. */
  readonly counters: DatabaseCounters | null;
  /** Connections of the deployment now. */
  readonly connections: number;
  /** How often the server has dropped statements for lack of room in pg_stat_statements.max. */
  readonly dropped: number;
  /** When all statements were last reset; null if the server does not know. */
  readonly resetAt: string | null;
}

/** Of pg_stat_database. */
export interface DatabaseCounters {
  readonly rollbacks: number;
  readonly deadlocks: number;
  readonly conflicts: number;
}

/** What happened in a database between two samples. */
export interface DatabaseChange {
  /** By shape. */
  readonly statements: ReadonlyMap<string, StatementCounts>;
  readonly tables: DatabaseSample['tables'];
  readonly counters: DatabaseCounters | null;
  readonly connections: number;
}

/**
 * What happened between two samples of a database. A value that has fallen was reset, and counts from zero, as does
 * a statement that is new or was dropped meanwhile.
 *
 * @returns null if the two are not from one run of one server
 */
export function changeBetween(
  before: DatabaseSample,
  after: DatabaseSample,
): DatabaseChange | null {
  if (before.server !== after.server) return null;
  const statements = new Map<string, StatementCounts>();
  for (const [key, now] of after.statements) {
    const then = isReset(before, after) ? undefined : before.statements.get(key);
    // After a reset, all counts of a statement are new, even those that are larger than before.
    const from = then === undefined || hasFallen(then, now) ? noStatements : then;
    if (now.calls === from.calls) continue;
    const more = {
      calls: now.calls - from.calls,
      timeMs: now.timeMs - from.timeMs,
      rows: now.rows - from.rows,
    };
    const shape = after.shapes.get(key) ?? '(not readable)';
    statements.set(shape, sumOfStatements(statements.get(shape) ?? noStatements, more));
  }
  const tables = new Map<string, { readonly scans: number; readonly rows: number }>();
  for (const [name, now] of after.tables) {
    const then = before.tables.get(name) ?? { scans: 0, rows: 0 };
    const scans = rise(then.scans, now.scans);
    if (scans > 0) tables.set(name, { scans, rows: rise(then.rows, now.rows) });
  }
  return {
    statements,
    tables,
    counters: countersBetween(before.counters, after.counters),
    connections: after.connections,
  };
}

/** Whether all statements were reset between two samples of one run of a server. */
export function isReset(before: DatabaseSample, after: DatabaseSample): boolean {
  return before.resetAt !== after.resetAt;
}

/** Whether one statement was reset, which has no time. */
function hasFallen(before: StatementCounts, after: StatementCounts): boolean {
  return after.calls < before.calls || after.timeMs < before.timeMs || after.rows < before.rows;
}

const noStatements: StatementCounts = { calls: 0, timeMs: 0, rows: 0 };

function sumOfStatements(a: StatementCounts, b: StatementCounts): StatementCounts {
  return { calls: a.calls + b.calls, timeMs: a.timeMs + b.timeMs, rows: a.rows + b.rows };
}

function countersBetween(
  before: DatabaseCounters | null,
  after: DatabaseCounters | null,
): DatabaseCounters | null {
  if (before === null || after === null) return null;
  return {
    rollbacks: rise(before.rollbacks, after.rollbacks),
    deadlocks: rise(before.deadlocks, after.deadlocks),
    conflicts: rise(before.conflicts, after.conflicts),
  };
}

function rise(before: number, after: number): number {
  return after < before ? after : after - before;
}
