import { draw } from '../draw.ts';
import type { Database, Value } from './database/database.ts';
import { uuidOf } from './identity.ts';

/** How a deployment calls its things. */
export const idKinds = ['uuid', 'integer'] as const;

export type IdKind = (typeof idKinds)[number];
export type Id = string | number;

/** The tables whose rows have ids. */
const tables = ['teams', 'virtual_keys', 'request_logs'] as const;

type Table = (typeof tables)[number];

/** Makes the id of a new row. */
export type IdMint = (table: Table, ...naturalKey: readonly string[]) => Id;

/** The id that a client wrote. What is none of this kind is the id of nothing. */
export type IdParser = (text: string) => Id;

const firstIdMax = 9_000;
const idOfNothing = 0;

/** UUIDs follow from the seed and the natural key; integers are counted up from a seed's own start. */
export async function createIdMint(
  database: Database,
  seed: string,
  kind: IdKind,
): Promise<IdMint> {
  if (kind === 'uuid') return (table, ...naturalKey) => uuidOf(seed, table, ...naturalKey);
  const next = new Map<Table, number>();
  for (const table of tables) next.set(table, await firstIdIn(database, seed, table));
  return (table) => {
    const id = next.get(table)!;
    next.set(table, id + 1);
    return id;
  };
}

/** PostgreSQL compares a column of integers with nothing else; 9 digits are always one. */
export function idParserOf(kind: IdKind): IdParser {
  if (kind === 'uuid') return (text) => text;
  return (text) => (/^\d{1,9}$/.test(text) ? Number(text) : idOfNothing);
}

async function firstIdIn(database: Database, seed: string, table: Table): Promise<number> {
  const { last } = (await database.get(`SELECT MAX(id) AS last FROM ${table}`)) ?? {};
  return typeof last === 'number' ? last + 1 : 1 + Math.floor(draw(seed, table) * firstIdMax);
}

/** The id in a column. */
export function readId(value: Value | undefined): Id {
  return typeof value === 'number' ? value : String(value);
}
