/**
 * Kept exchanges, and the groups that they are examples of: a route and a field, in one epoch. An exchange
 * stays as long as it has a slot in a group. No captured value is in a B-tree index, which refuses long
 * values.
 */
export const archiveTables = `
  CREATE TABLE parallax.kept_exchange (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    epoch text NOT NULL,
    area text NOT NULL,
    route text NOT NULL,
    outcome text NOT NULL,
    at_ms bigint NOT NULL, -- the wall clock of the process
    kept_ms bigint NOT NULL, -- by kept_clock: what its age is counted from
    bytes integer NOT NULL, -- of content
    content bytea NOT NULL,
    words tsvector NOT NULL
  );
  ALTER TABLE parallax.kept_exchange ALTER COLUMN content SET STORAGE EXTERNAL;
  CREATE INDEX kept_exchange_by_time ON parallax.kept_exchange (at_ms);
  CREATE INDEX kept_exchange_by_age ON parallax.kept_exchange (kept_ms) INCLUDE (bytes);
  CREATE INDEX kept_exchange_by_route ON parallax.kept_exchange USING hash (route);
  CREATE INDEX kept_exchange_by_words ON parallax.kept_exchange USING gin (words);

  CREATE TABLE parallax.kept_difference (
    exchange bigint NOT NULL REFERENCES parallax.kept_exchange (id) ON DELETE CASCADE,
    field text NOT NULL,
    path text NOT NULL,
    of_primary text,
    of_candidate text
  );
  CREATE INDEX kept_difference_by_exchange ON parallax.kept_difference (exchange);
  CREATE INDEX kept_difference_by_field ON parallax.kept_difference USING hash (field);

  CREATE TABLE parallax.example_group (
    key text COLLATE "C" PRIMARY KEY, -- a digest of epoch, route and field
    epoch text NOT NULL,
    route text NOT NULL,
    field text NOT NULL,
    seen bigint NOT NULL,
    first_ms bigint NOT NULL,
    last_ms bigint NOT NULL,
    counted_ms bigint NOT NULL -- by kept_clock
  );
  CREATE INDEX example_group_by_field ON parallax.example_group USING hash (field);

  CREATE TABLE parallax.example_slot (
    group_key text COLLATE "C" NOT NULL REFERENCES parallax.example_group (key) ON DELETE CASCADE,
    slot smallint NOT NULL,
    exchange bigint NOT NULL REFERENCES parallax.kept_exchange (id) ON DELETE CASCADE,
    PRIMARY KEY (group_key, slot)
  );
  CREATE INDEX example_slot_by_exchange ON parallax.example_slot (exchange);

  -- The clock for the age of exchanges, which no leap of the server's clock moves by more than an hour,
  -- and the bytes of all contents when it was last read.
  CREATE TABLE parallax.kept_clock (
    id integer PRIMARY KEY CHECK (id = 1),
    steady_ms bigint NOT NULL,
    wall_ms bigint NOT NULL,
    bytes bigint NOT NULL
  );
  INSERT INTO parallax.kept_clock
    SELECT 1, now_ms, now_ms, 0
    FROM (SELECT floor(1000 * extract(epoch FROM clock_timestamp()))::bigint AS now_ms) AS server;
`;
