/** Marks the file as a store of Parallax: `Plx` and a digit, as a number. */
export const applicationId = 0x50_6c_78_31;

/**
 * The migrations of the schema; `user_version` is the number that a file has been through. Once released, they
 * are never changed; new ones are appended.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE epochs (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    version TEXT NOT NULL,
    started_at_ms INTEGER NOT NULL,
    started_because TEXT NOT NULL,
    newness INTEGER NOT NULL, -- the newest has the highest
    compared INTEGER NOT NULL CHECK (compared >= 0),
    coverage TEXT NOT NULL -- JSON
  ) STRICT;

  CREATE TABLE routes (
    id INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL REFERENCES epochs ON DELETE CASCADE,
    area TEXT NOT NULL,
    route TEXT NOT NULL,
    counts TEXT NOT NULL, -- JSON
    UNIQUE (epoch, area, route)
  ) STRICT;

  CREATE TABLE fields (
    route INTEGER NOT NULL REFERENCES routes ON DELETE CASCADE,
    field TEXT NOT NULL, -- body changed $.items[*].cost
    differing INTEGER NOT NULL CHECK (differing >= 0),
    candidate_only INTEGER NOT NULL CHECK (candidate_only >= 0),
    reference_only INTEGER NOT NULL CHECK (reference_only >= 0),
    both INTEGER NOT NULL CHECK (both >= 0),
    PRIMARY KEY (route, field)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE field_sets (
    route INTEGER NOT NULL REFERENCES routes ON DELETE CASCADE,
    fields TEXT NOT NULL, -- one a line
    exchanges INTEGER NOT NULL CHECK (exchanges >= 0),
    PRIMARY KEY (route, fields)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE operator_records (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    record TEXT NOT NULL -- JSON
  ) STRICT;

  CREATE TABLE process_marks (
    instance TEXT PRIMARY KEY,
    shed TEXT NOT NULL -- JSON
  ) STRICT, WITHOUT ROWID;
  `,
  // Nothing to change; an earlier Parallax would take `leftOut` in routes.counts for corruption.
  '-- routes.counts has leftOut',
  '-- routes.counts has excusedByPolicy',
  'ALTER TABLE epochs ADD COLUMN may_be_replaced_at_ms INTEGER',
  `
  ALTER TABLE epochs ADD COLUMN proofs TEXT NOT NULL DEFAULT '[]'; -- JSON
  ALTER TABLE fields ADD COLUMN more TEXT NOT NULL DEFAULT '{}'; -- JSON

  CREATE TABLE blocks (
    route INTEGER NOT NULL REFERENCES routes ON DELETE CASCADE,
    series TEXT NOT NULL, -- mismatches, errors, or the key of a timing
    length_ms INTEGER NOT NULL,
    block INTEGER NOT NULL, -- milliseconds since 1970 by length_ms, rounded down
    n INTEGER NOT NULL CHECK (n >= 0),
    candidate_only INTEGER NOT NULL CHECK (candidate_only >= 0),
    reference_only INTEGER NOT NULL CHECK (reference_only >= 0),
    PRIMARY KEY (route, series, block)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE clock_mark (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    steady_ms INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    since_boot_ms INTEGER NOT NULL,
    boot TEXT NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE epochs ADD COLUMN candidate TEXT; -- its URL
  ALTER TABLE epochs ADD COLUMN apart TEXT NOT NULL DEFAULT '[]'; -- JSON

  CREATE TABLE routes_by_rules (
    id INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL REFERENCES epochs ON DELETE CASCADE,
    area TEXT NOT NULL,
    route TEXT NOT NULL,
    under TEXT NOT NULL, -- the digest of the rules it was compared under; empty: not known
    counts TEXT NOT NULL, -- JSON
    UNIQUE (epoch, area, route, under)
  ) STRICT;
  INSERT INTO routes_by_rules SELECT id, epoch, area, route, '', counts FROM routes;
  DROP TABLE routes;
  ALTER TABLE routes_by_rules RENAME TO routes;
  `,
  `
  CREATE TABLE watched (
    epoch INTEGER NOT NULL REFERENCES epochs ON DELETE CASCADE,
    key TEXT NOT NULL, -- resource cpu_seconds @600000 2876543
    sums TEXT NOT NULL, -- JSON
    PRIMARY KEY (epoch, key)
  ) STRICT, WITHOUT ROWID;
  `,
];
