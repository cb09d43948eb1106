import { DatabaseSync } from 'node:sqlite';
import type { IdKind } from '../ids.ts';

/**
 * Costs are whole millionths of a dollar: a sum of them does not depend on the order of the rows.
 */
const tablesWith = (idType: 'TEXT' | 'INTEGER'): string => `
  CREATE TABLE IF NOT EXISTS teams (
    id ${idType} PRIMARY KEY,
    team TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS sessions (
    token_hash TEXT PRIMARY KEY,
    team TEXT NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS virtual_keys (
    id ${idType} PRIMARY KEY,
    team TEXT NOT NULL,
    key_name TEXT NOT NULL,
    key_hash TEXT NOT NULL UNIQUE,
    key_prefix TEXT NOT NULL,
    is_enabled INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    rotation INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0,
    UNIQUE (key_name, team)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS virtual_keys_by_team ON virtual_keys (team);

  CREATE TABLE IF NOT EXISTS request_logs (
    id ${idType} PRIMARY KEY,
    request_id TEXT NOT NULL,
    virtual_key_id ${idType} NOT NULL REFERENCES virtual_keys (id),
    model TEXT NOT NULL,
    is_stream INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cost_micros INTEGER NOT NULL,
    finish_reason TEXT NOT NULL,
    latency_ms INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (virtual_key_id, request_id)
  ) STRICT;
`;

/** Opens a deployment's own database and makes its tables if there are none. */
export function openDatabase(file: string, ids: IdKind): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(tablesWith(ids === 'integer' ? 'INTEGER' : 'TEXT'));
  return database;
}
