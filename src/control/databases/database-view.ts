import type { Evidence } from '../../vocabulary/evidence.ts';
import { meanOf, type SideSums, totalOf } from '../../vocabulary/side-sums.ts';
import { databaseFaultWords } from './database-fault.ts';
import type { DatabasesStanding } from './both-databases.ts';
import { databaseSumsOf } from './database-sums.ts';
import { type DatabaseTotal, databaseTotals } from './database-totals.ts';

/** A value of each side; null if a side has none. */
export interface BothSides {
  readonly primary: number | null;
  readonly candidate: number | null;
}

export interface StatementRow {
  /** Normalised, and without values. */
  readonly statement: string;
  /** Null if both sides have it. */
  readonly onlyOf: 'primary' | 'candidate' | null;
  /** Per exchange. */
  readonly calls: BothSides;
  /** For each exchange, in milliseconds. */
  readonly milliseconds: BothSides;
  /** Per exchange. */
  readonly rows: BothSides;
}

export interface TableRow {
  readonly table: string;
  /** Sequential scans for each exchange, and the rows that they read. */
  readonly scans: BothSides;
  readonly rows: BothSides;
}

/** The counts of both databases in an epoch. */
export interface DatabasesView {
  readonly reading: DatabasesStanding['reading'];
  /** Why a database cannot be read at present, and what to do. */
  readonly faults: readonly string[];
  /** Notes on how to read the numbers. */
  readonly notes: readonly string[];
  /** That were served while both databases were read. */
  readonly exchanges: { readonly primary: number; readonly candidate: number };
  /** Per exchange. */
  readonly totals: Readonly<Record<DatabaseTotal, BothSides>>;
  /** On average. */
  readonly connections: BothSides;
  /** Sorted by how much the candidate exceeds primary per exchange. */
  readonly statements: readonly StatementRow[];
  readonly tables: readonly TableRow[];
}

export function databasesView(
  evidence: Pick<Evidence, 'watched'>,
  standing: DatabasesStanding,
): DatabasesView {
  const sums = databaseSumsOf(evidence);
  const ofAll = sums.totals.get('statements');
  const exchanges = { primary: ofAll?.primary.n ?? 0, candidate: ofAll?.candidate.n ?? 0 };
  const perExchange = (primary: number, candidate: number): BothSides => ({
    primary: exchanges.primary === 0 ? null : primary / exchanges.primary,
    candidate: exchanges.candidate === 0 ? null : candidate / exchanges.candidate,
  });
  const each = ({ primary, candidate }: SideSums): BothSides =>
    perExchange(totalOf(primary), totalOf(candidate));
  const count = ({ primary, candidate }: SideSums): BothSides =>
    perExchange(primary.n, candidate.n);
  const totals = databaseTotals.map((name) => {
    const one = sums.totals.get(name);
    return [name, one === undefined ? noneOfBoth : each(one)] as const;
  });
  const statements = [...sums.shapes].map(([statement, { ms, rows }]): StatementRow => {
    const onlyOf = ms.primary.n === 0 ? 'candidate' : ms.candidate.n === 0 ? 'primary' : null;
    return { statement, onlyOf, calls: count(ms), milliseconds: each(ms), rows: each(rows) };
  });
  const tables = [...sums.tables].map(([table, one]): TableRow => {
    return { table, scans: count(one), rows: each(one) };
  });
  return {
    reading: standing.reading,
    faults: databaseFaultWords(standing.faults),
    notes: notesOf(standing, sums.keptBack),
    exchanges,
    totals: Object.fromEntries(totals) as DatabasesView['totals'],
    connections: {
      primary: sums.connections && meanOf(sums.connections.primary),
      candidate: sums.connections && meanOf(sums.connections.candidate),
    },
    statements: statements.sort((a, b) => excessOf(b) - excessOf(a)),
    tables: tables.sort((a, b) => riseOf(b.rows) - riseOf(a.rows)),
  };
}

const noneOfBoth: BothSides = { primary: null, candidate: null };

/** One more call weighs as much as one more millisecond: an N+1 is bad however fast the database is. */
function excessOf({ calls, milliseconds }: StatementRow): number {
  return riseOf(calls) + riseOf(milliseconds);
}

function riseOf({ primary, candidate }: BothSides): number {
  return (candidate ?? 0) - (primary ?? 0);
}

function notesOf({ isReplica, dropped }: DatabasesStanding, keptBack: number): readonly string[] {
  const notes: string[] = [];
  for (const side of ['primary', 'candidate'] as const) {
    const name = `the database of ${side === 'primary' ? 'primary' : 'the candidate'}`;
    if (isReplica[side]) notes.push(`${name} is a replica: it counts only its own statements`);
    if (dropped[side] > 0) {
      notes.push(
        `${name} has dropped statements ${dropped[side]} times, so the counts are too low: raise pg_stat_statements.max`,
      );
    }
  }
  if (keptBack > 0) {
    notes.push(
      `policy keeps ${keptBack} exchanges from the candidate: only primary's database has their load`,
    );
  }
  return notes;
}
