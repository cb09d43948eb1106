import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { draw } from '../draw.ts';
import { uuidOf } from './identity.ts';

/** How a deployment calls its things. */
export const idKinds = ['uuid', 'integer'] as const;

export type IdKind = (typeof idKinds)[number];
export type Id = string | number;

/** The tables whose rows have ids. */
type Table = 'teams' | 'virtual_keys' | 'request_logs';

/** Makes the id of a new row. */
export type IdMint = (table: Table, ...naturalKey: readonly string[]) => Id;

const firstIdMax = 9_000;

/** UUIDs follow from the seed and the natural key; integers are counted up from a seed's own start. */
export function createIdMint(database: DatabaseSync, seed: string, kind: IdKind): IdMint {
  if (kind === 'uuid') return (table, ...naturalKey) => uuidOf(seed, table, ...naturalKey);
  const next = new Map<Table, number>();
  return (table) => {
    const id = next.get(table) ?? firstIdIn(database, seed, table);
    next.set(table, id + 1);
    return id;
  };
}

function firstIdIn(database: DatabaseSync, seed: string, table: Table): number {
  const { last } = database.prepare(`SELECT MAX(id) AS last FROM ${table}`).get() ?? {};
  return typeof last === 'number' ? last + 1 : 1 + Math.floor(draw(seed, table) * firstIdMax);
}

/** The id in a column. */
export function readId(value: SQLOutputValue | undefined): Id {
  return typeof value === 'number' ? value : String(value);
}
