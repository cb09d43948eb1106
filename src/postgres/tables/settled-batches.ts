/** NATS forgets the ids of removed messages when it restarts, so the owner of a partition remembers which ones it had. */
export const settledBatchesTables = `
  ALTER TABLE parallax.partitions
    -- The lanes of taps, and the highest number of each one's messages up to low.
    ADD COLUMN settled_lanes integer[] NOT NULL DEFAULT '{}',
    ADD COLUMN settled_batches bigint[] NOT NULL DEFAULT '{}';
`;
