/** Mistakes that are easily made when SQL moves from handlers into repositories. */
export const migrationBugs = [
  'cost-rounding', // a cost is rounded in two parts, and their rounding errors add up
  'missing-log-field', // the mapping of request logs leaves finishReason out
  'lost-order-by', // the list of virtual keys lost its ORDER BY
  'n-plus-one', // the cost summary reads its request logs one by one
] as const;

export type MigrationBug = (typeof migrationBugs)[number];
export type MigrationBugs = ReadonlySet<MigrationBug>;

/**
 * @param text names with commas between them; empty for none
 * @throws RangeError on a name that is not in {@link migrationBugs}
 */
export function parseMigrationBugs(text: string): MigrationBugs {
  const names = text.split(',').map((name) => name.trim());
  return new Set(names.filter((name) => name !== '').map(toMigrationBug));
}

function toMigrationBug(name: string): MigrationBug {
  const bug = migrationBugs.find((known) => known === name);
  if (bug === undefined) {
    throw new RangeError(`Choose from ${migrationBugs.join(', ')}, with commas between them.`);
  }
  return bug;
}
