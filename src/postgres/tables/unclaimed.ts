/** A message of the stream may have exchanges whose turn had not come when the message was claimed. */
export const unclaimedTables = `
  ALTER TABLE parallax.partitions
    -- Exchanges in messages up to claimed that were not claimed: they have not reached the candidate.
    ADD COLUMN unclaimed bigint[] NOT NULL DEFAULT '{}',
    -- Counts the claims, so that one that is written late undoes none.
    ADD COLUMN claims bigint NOT NULL DEFAULT 0;
`;
