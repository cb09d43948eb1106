import type { IdKind } from '../ids.ts';

/** How one kind of database writes what the other writes differently. */
export interface Dialect {
  /** Text whose order is that of its bytes. */
  readonly text: string;
  /** What follows the columns of a table. */
  readonly tableOptions: string;
}

/**
 * The tables, if there are none yet. Costs are whole millionths of a dollar: a sum of them does not
 * depend on the order of the rows.
 */
export function schemaOf(ids: IdKind, { text, tableOptions }: Dialect): string {
  const id = ids === 'integer' ? 'INTEGER' : text;
  return `
  CREATE TABLE IF NOT EXISTS teams (
    id ${id} PRIMARY KEY,
    team ${text} NOT NULL UNIQUE,
    password_hash ${text} NOT NULL
  ) ${tableOptions};

  CREATE TABLE IF NOT EXISTS sessions (
    token_hash ${text} PRIMARY KEY,
    team ${text} NOT NULL
  ) ${tableOptions};

  CREATE TABLE IF NOT EXISTS virtual_keys (
    id ${id} PRIMARY KEY,
    team ${text} NOT NULL,
    key_name ${text} NOT NULL,
    key_hash ${text} NOT NULL UNIQUE,
    key_prefix ${text} NOT NULL,
    is_enabled INTEGER NOT NULL,
    created_at ${text} NOT NULL,
    rotation INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0,
    UNIQUE (key_name, team)
  ) ${tableOptions};
  CREATE INDEX IF NOT EXISTS virtual_keys_by_team ON virtual_keys (team);

  CREATE TABLE IF NOT EXISTS request_logs (
    id ${id} PRIMARY KEY,
    request_id ${text} NOT NULL,
    virtual_key_id ${id} NOT NULL REFERENCES virtual_keys (id) ON DELETE CASCADE,
    model ${text} NOT NULL,
    is_stream INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cost_micros INTEGER NOT NULL,
    finish_reason ${text} NOT NULL,
    latency_ms INTEGER NOT NULL,
    created_at ${text} NOT NULL,
    UNIQUE (virtual_key_id, request_id)
  ) ${tableOptions};
  `;
}
