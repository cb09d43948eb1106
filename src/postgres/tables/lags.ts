/** How far deployments lag behind primary, second by second: stored timestamps of things outlive a hub. */
export const lagTables = `
  CREATE TABLE parallax.lags (
    deployment text NOT NULL, -- candidate or secondary
    second bigint NOT NULL, -- since 1970
    -- In milliseconds: when the deployment did what primary did in this second, and by how much it was behind.
    from_ms integer NOT NULL,
    to_ms integer NOT NULL,
    least_ms integer NOT NULL,
    most_ms integer NOT NULL,
    PRIMARY KEY (deployment, second)
  );
`;
