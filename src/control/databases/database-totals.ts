/** The sums over all statements of a database; `n` of each sum is its number of exchanges. */
export const databaseTotals = [
  'statements',
  'milliseconds',
  'rows',
  'scans',
  'scanned_rows',
  'rollbacks',
  'deadlocks',
  'conflicts',
] as const;

export type DatabaseTotal = (typeof databaseTotals)[number];

/** Those that can have a budget; they are also summed by block of time. */
export const judgedTotals = ['statements', 'milliseconds', 'rows'] as const;

export type JudgedTotal = (typeof judgedTotals)[number];
