/** Mistakes that are easily made when SQL moves from handlers into repositories. */
export const migrationBugs = [
  'cost-rounding', // a cost is rounded in two parts, and their rounding errors add up
  'missing-log-field', // the mapping of request logs leaves finishReason out
  'lost-order-by', // the list of virtual keys lost its ORDER BY
  'n-plus-one', // the cost summary reads its request logs one by one
] as const;

export type MigrationBug = (typeof migrationBugs)[number];
export type MigrationBugs = ReadonlySet<MigrationBug>;
