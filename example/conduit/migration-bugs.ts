/** Mistakes that are easily made when SQL moves from handlers into repositories. */
export const migrationBugs = [
  'cost-rounding', // a cost is rounded in two parts, and their rounding errors add up
  'missing-log-field', // the mapping of request logs leaves finishReason out
  'lost-order-by', // the list of virtual keys lost its ORDER BY
  'n-plus-one', // the cost summary reads its request logs one by one
] as const;

/** Mistakes that show only to those who log in, change something and look again. */
export const statefulBugs = [
  'kept-session', // logging out leaves the session valid
  'kept-key', // deleting a virtual key leaves it where it is
  'unchecked-if-match', // a change overwrites one that its client has not seen
  'cursor-overlap', // each further part of a list begins with the last element of the one before
  'wrong-owner', // the logs of a key are said to be of another one
] as const;

/** Mistakes that show in what the process uses, and in no answer. */
export const resourceBugs = [
  'memory-leak', // something of each request is kept for ever
] as const;

export type MigrationBug = (
  | typeof migrationBugs
  | typeof statefulBugs
  | typeof resourceBugs
)[number];
export type MigrationBugs = ReadonlySet<MigrationBug>;
