/** Learned identities, encrypted: one text for each partition and deployment, in chunks. */
export const identityTables = `
  CREATE TABLE parallax.identity_chunks (
    partition integer NOT NULL,
    deployment text NOT NULL, -- candidate or secondary, or one of these and the word world
    number integer NOT NULL, -- from 0
    sealed bytea NOT NULL,
    PRIMARY KEY (partition, deployment, number)
  );
`;
