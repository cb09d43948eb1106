import type { DatabaseSync } from 'node:sqlite';

/**
 * Kept exchanges, and the groups that they are examples of: a route and a field, in one epoch. An exchange is
 * kept as long as it has a place in a group. The total size is updated with each change, because reading it takes
 * longer than everything else that is done each second.
 */
const tables = `
CREATE TABLE IF NOT EXISTS exchange (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  epoch TEXT NOT NULL,
  area TEXT NOT NULL,
  route TEXT NOT NULL,
  outcome TEXT NOT NULL,
  at_ms INTEGER NOT NULL, -- the wall clock
  kept_ms INTEGER NOT NULL DEFAULT 0, -- what its age is counted from
  content BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS exchange_by_time ON exchange (at_ms);
CREATE INDEX IF NOT EXISTS exchange_by_route ON exchange (route, at_ms);

CREATE TABLE IF NOT EXISTS class (
  id INTEGER PRIMARY KEY,
  epoch TEXT NOT NULL,
  route TEXT NOT NULL,
  field TEXT NOT NULL,
  seen INTEGER NOT NULL,
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  UNIQUE (epoch, route, field)
);

CREATE TABLE IF NOT EXISTS place (
  class INTEGER NOT NULL REFERENCES class (id) ON DELETE CASCADE,
  slot INTEGER NOT NULL,
  exchange INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
  PRIMARY KEY (class, slot)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS place_by_exchange ON place (exchange);

CREATE TABLE IF NOT EXISTS found (
  exchange INTEGER NOT NULL REFERENCES exchange (id) ON DELETE CASCADE,
  field TEXT NOT NULL,
  path TEXT NOT NULL,
  of_primary TEXT,
  of_candidate TEXT
);
CREATE INDEX IF NOT EXISTS found_by_exchange ON found (exchange);

CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
  text, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2 tokenchars '_'"
);
CREATE TRIGGER IF NOT EXISTS exchange_gone AFTER DELETE ON exchange BEGIN
  DELETE FROM words WHERE rowid = old.id;
  UPDATE held SET bytes = bytes - length(old.content);
END;

CREATE TABLE IF NOT EXISTS clock_mark ( -- of the clock for kept_ms
  id INTEGER PRIMARY KEY CHECK (id = 1),
  steady_ms INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  since_boot_ms INTEGER NOT NULL,
  boot TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS held (id INTEGER PRIMARY KEY CHECK (id = 1), bytes INTEGER NOT NULL);
INSERT OR IGNORE INTO held SELECT 1, coalesce(sum(length(content)), 0) FROM exchange;
CREATE TRIGGER IF NOT EXISTS exchange_come AFTER INSERT ON exchange BEGIN
  UPDATE held SET bytes = bytes + length(new.content);
END;
`;

export function createArchiveTables(database: DatabaseSync): void {
  database.exec('PRAGMA foreign_keys = ON');
  database.exec(tables);
  const columns = database.prepare('PRAGMA table_info(exchange)').all();
  // Files of earlier versions had only the wall clock.
  if (!columns.some(({ name }) => name === 'kept_ms')) {
    database.exec('ALTER TABLE exchange ADD COLUMN kept_ms INTEGER NOT NULL DEFAULT 0');
    database.exec('UPDATE exchange SET kept_ms = at_ms');
  }
  database.exec('CREATE INDEX IF NOT EXISTS exchange_by_age ON exchange (kept_ms)');
}
