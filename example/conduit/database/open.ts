import { DatabaseSync } from 'node:sqlite';

/**
 * Costs are whole millionths of a dollar: a sum of them does not depend on the order of the rows.
 */
const tables = `
  CREATE TABLE IF NOT EXISTS virtual_keys (
    id TEXT PRIMARY KEY,
    team TEXT NOT NULL,
    key_name TEXT NOT NULL,
    key_hash TEXT NOT NULL UNIQUE,
    key_prefix TEXT NOT NULL,
    is_enabled INTEGER NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS virtual_keys_by_team ON virtual_keys (team);

  CREATE TABLE IF NOT EXISTS request_logs (
    id TEXT PRIMARY KEY,
    request_id TEXT NOT NULL,
    virtual_key_id TEXT NOT NULL REFERENCES virtual_keys (id),
    model TEXT NOT NULL,
    is_stream INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cost_micros INTEGER NOT NULL,
    finish_reason TEXT NOT NULL,
    latency_ms INTEGER NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS request_logs_by_key ON request_logs (virtual_key_id, request_id);
`;

/** Opens a deployment's own database and makes its tables if there are none. */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(tables);
  return database;
}
