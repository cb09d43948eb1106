/** The owner of a partition records each exchange in the stream before it sends it, if it can. */
export const unrecordedTables = `
  ALTER TABLE parallax.partitions
    -- Exchanges in messages up to this one may have been sent without a record.
    ADD COLUMN unrecorded bigint NOT NULL DEFAULT 0,
    -- The term of the last owner that records. Owners of earlier versions do not.
    ADD COLUMN recording_term bigint NOT NULL DEFAULT 0;
`;
