/**
 * Tables of evidence, of its epochs, and of the actions of operators. `changed` is the transaction that last
 * wrote a row: together with the oldest transaction that was in progress at one read, it lets the next read
 * find everything that the first did not see.
 */
export const evidenceTables = `
  -- One row: which epoch is the current one. Whoever makes another one current, or changes the list, adds 1 to turn.
  CREATE TABLE parallax.fleet (
    id integer PRIMARY KEY CHECK (id = 1),
    turn bigint NOT NULL,
    current_epoch text
  );
  INSERT INTO parallax.fleet VALUES (1, 0, NULL);

  -- One row for each process that counts. saves is the number of its last save: it says after a broken connection
  -- whether that save was kept.
  CREATE TABLE parallax.processes (
    instance text PRIMARY KEY,
    saves bigint NOT NULL,
    shed text, -- JSON
    clock text, -- JSON
    seen_at timestamptz NOT NULL DEFAULT now()
  );

  CREATE TABLE parallax.epochs (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL UNIQUE,
    version text NOT NULL,
    started_at_ms double precision NOT NULL,
    started_because text NOT NULL,
    newness integer NOT NULL, -- the newest has the highest
    may_be_replaced_at_ms double precision,
    candidate text, -- its URL
    apart text NOT NULL -- JSON
  );

  -- A route, by the rules it was compared under; without a name: what is counted of the epoch as a whole.
  CREATE TABLE parallax.routes (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    epoch integer NOT NULL REFERENCES parallax.epochs ON DELETE CASCADE,
    digest uuid NOT NULL, -- of area, route and under, which may be too long for an index
    area text NOT NULL,
    route text NOT NULL,
    under text NOT NULL,
    changed xid8 NOT NULL DEFAULT pg_current_xact_id(),
    UNIQUE (epoch, digest)
  ) WITH (fillfactor = 50);

  CREATE TABLE parallax.counters (
    route integer NOT NULL REFERENCES parallax.routes ON DELETE CASCADE,
    digest uuid NOT NULL, -- of key
    key text NOT NULL,
    counts bigint[] NOT NULL,
    earliest double precision,
    latest double precision,
    changed xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (route, digest)
  ) WITH (fillfactor = 70);

  CREATE TABLE parallax.proofs (
    epoch integer NOT NULL REFERENCES parallax.epochs ON DELETE CASCADE,
    digest uuid NOT NULL, -- of key
    key text NOT NULL,
    at_ms double precision NOT NULL,
    proof text NOT NULL, -- JSON
    forgotten boolean NOT NULL,
    changed xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (epoch, digest)
  );

  CREATE TABLE parallax.operator_records (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at_ms double precision NOT NULL,
    record text NOT NULL, -- JSON
    changed xid8 NOT NULL DEFAULT pg_current_xact_id()
  );

  CREATE FUNCTION parallax.sum_of_counts(bigint[], bigint[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT ARRAY(SELECT coalesce(a, 0) + coalesce(b, 0) FROM unnest($1, $2) AS one (a, b))';
`;
