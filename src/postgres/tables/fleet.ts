/** Data that the hubs of a fleet share beside the evidence. */
export const fleetTables = `
  -- One row: the name of the world, by which every hub names an exchange the same, and that of the fleet.
  CREATE TABLE parallax.world (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    name text NOT NULL,
    fleet text NOT NULL
  );
  -- A start of a tap; its lane makes the upper part of the sequences of its exchanges.
  CREATE TABLE parallax.taps (
    instance text PRIMARY KEY,
    lane integer GENERATED ALWAYS AS IDENTITY UNIQUE,
    host text NOT NULL,
    version text NOT NULL,
    -- What it had shed, by reason, as far as the evidence has it.
    shed jsonb NOT NULL DEFAULT '{}',
    seen_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE parallax.hubs (
    hub text PRIMARY KEY,
    host text NOT NULL,
    version text NOT NULL,
    beat bigint NOT NULL DEFAULT 0,
    is_ready boolean NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE parallax.partitions (
    partition integer PRIMARY KEY,
    owner text,
    term bigint NOT NULL DEFAULT 0,
    beat bigint NOT NULL DEFAULT 0,
    -- Messages of the stream: what came up to claimed may have reached the candidate; up to low, all is settled.
    claimed bigint NOT NULL DEFAULT 0,
    low bigint NOT NULL DEFAULT 0,
    -- When the stream was made that these are of: one that is made anew counts from 1 again.
    stream text
  );
  -- Exchanges that are in the evidence and may still be in the stream.
  CREATE TABLE parallax.counted (
    commit bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partition integer NOT NULL,
    sequences bigint[] NOT NULL
  );
  CREATE INDEX counted_by_partition ON parallax.counted (partition, commit);
`;
