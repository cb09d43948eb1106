import type { Evidence } from '../../vocabulary/evidence.ts';
import { emptySideSums, type Side, type SideSums } from '../../vocabulary/side-sums.ts';
import {
  type Watched,
  watchedKey,
  type WatchedName,
  watchedNamed,
} from '../../vocabulary/watched.ts';
import type { KeptEvidence } from '../evidence/kept-evidence.ts';
import type { DatabaseChange } from './database-sample.ts';
import { type DatabaseTotal, databaseTotals, judgedTotals } from './database-totals.ts';

/** Later shapes of statements are counted as one, and so are later tables. */
const shapesMax = 500;
const tablesMax = 200;
const others = '(other)';

type EvidenceToSum = Pick<KeptEvidence, 'noteWatched' | 'current'>;

/** Counts of exchanges. Nothing is summed: `n` is the count. */
export const exchangesName = { kind: 'database', name: 'exchanges', block: null } as const;
/** Exchanges that policy keeps from the candidate. */
export const keptBackName = { kind: 'database', name: 'kept back', block: null } as const;

export interface WatchedChange {
  readonly side: Side;
  readonly change: DatabaseChange;
  /** Exchanges that this side served meanwhile. */
  readonly exchanges: number;
  /** Null where no budget is judged, a deployment warms up, or a server dropped statements. */
  readonly block: WatchedName['block'];
}

/** Adds what happened in a database to the evidence. */
export function noteChange(
  evidence: EvidenceToSum,
  { side, change, exchanges, block }: WatchedChange,
): void {
  const known = knownNames(evidence.current());
  const sums = { ...noTotals };
  const note = (name: Pick<WatchedName, 'kind' | 'name'>, sum: number, n: number): void =>
    evidence.noteWatched({ ...name, block: null }, side, sum, n);
  // The most frequent statements get their own row.
  const ranked = [...change.statements].sort(([, a], [, b]) => b.calls - a.calls);
  for (const [shape, { calls, timeMs, rows }] of ranked) {
    const name = nameWithin(known.shapes, shape, shapesMax);
    note({ kind: 'statement', name: `ms ${name}` }, timeMs, calls);
    note({ kind: 'statement', name: `rows ${name}` }, rows, calls);
    sums.statements += calls;
    sums.milliseconds += timeMs;
    sums.rows += rows;
  }
  for (const [table, { scans, rows }] of change.tables) {
    const name = `table ${nameWithin(known.tables, table, tablesMax)}`;
    note({ kind: 'database', name }, rows, scans);
    sums.scans += scans;
    sums.scanned_rows += rows;
  }
  Object.assign(sums, change.counters);
  for (const name of databaseTotals) note({ kind: 'database', name }, sums[name], exchanges);
  note({ kind: 'database', name: 'connections' }, change.connections, 1);
  if (block === null) return;
  for (const name of judgedTotals) {
    evidence.noteWatched({ kind: 'database', name, block }, side, sums[name], exchanges);
  }
}

const noTotals = Object.fromEntries(databaseTotals.map((name) => [name, 0])) as Record<
  DatabaseTotal,
  number
>;

/** Sums of both databases, as they are read from the evidence. */
export interface DatabaseSums {
  readonly totals: ReadonlyMap<DatabaseTotal, SideSums>;
  /** By shape: the calls as `n`, their time and their rows. */
  readonly shapes: ReadonlyMap<string, { readonly ms: SideSums; readonly rows: SideSums }>;
  /** By table: the scans as `n`, and the rows that they read. */
  readonly tables: ReadonlyMap<string, SideSums>;
  readonly connections: SideSums | null;
  readonly exchanges: SideSums;
  readonly keptBack: number;
}

export function databaseSumsOf({ watched }: { readonly watched: Watched }): DatabaseSums {
  const totals = new Map<DatabaseTotal, SideSums>();
  const shapes = new Map<string, { ms: SideSums; rows: SideSums }>();
  const tables = new Map<string, SideSums>();
  for (const [key, sums] of watched) {
    const named = watchedNamed(key);
    if (named === null || named.block !== null) continue;
    if (named.kind === 'statement') {
      const [what, shape] = splitAt(named.name);
      const one = shapes.get(shape) ?? { ms: emptySideSums(), rows: emptySideSums() };
      if (what === 'ms' || what === 'rows') shapes.set(shape, { ...one, [what]: sums });
    }
    if (named.kind !== 'database') continue;
    const total = databaseTotals.find((name) => name === named.name);
    if (total !== undefined) totals.set(total, sums);
    else if (named.name.startsWith('table ')) tables.set(splitAt(named.name)[1], sums);
  }
  return {
    totals,
    shapes,
    tables,
    connections: watched.get(watchedKey({ ...exchangesName, name: 'connections' })) ?? null,
    exchanges: watched.get(watchedKey(exchangesName)) ?? emptySideSums(),
    keptBack: watched.get(watchedKey(keptBackName))?.primary.n ?? 0,
  };
}

interface KnownNames {
  readonly shapes: Set<string>;
  readonly tables: Set<string>;
}

function knownNames({ watched }: Pick<Evidence, 'watched'>): KnownNames {
  const known = { shapes: new Set<string>(), tables: new Set<string>() };
  for (const key of watched.keys()) {
    const named = watchedNamed(key);
    if (named?.kind === 'statement') known.shapes.add(splitAt(named.name)[1]);
    else if (named?.name.startsWith('table ') === true) known.tables.add(splitAt(named.name)[1]);
  }
  return known;
}

function nameWithin(known: Set<string>, name: string, most: number): string {
  if (known.has(name)) return name;
  if (known.size >= most) return others;
  known.add(name);
  return name;
}

/** The first word, and the rest. */
function splitAt(name: string): readonly [word: string, rest: string] {
  const at = name.indexOf(' ');
  return [name.slice(0, at), name.slice(at + 1)];
}
