/** The processes of a fleet, as last heard. */
export const memberTables = `
  CREATE TABLE parallax.members (
    instance text PRIMARY KEY,
    role text NOT NULL, -- run, hub or tap
    host text NOT NULL,
    version text NOT NULL,
    last_seen_at timestamptz NOT NULL, -- by the server's clock
    lag_ms double precision,
    shed bigint NOT NULL,
    partitions integer -- of a hub
  ) WITH (fillfactor = 50);
`;
