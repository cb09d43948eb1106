/** Tables of evidence, of its epochs, and of what operators did. */
export const evidenceTables = `
  CREATE TABLE parallax.epochs (
    key text PRIMARY KEY,
    version text NOT NULL
  );
`;
