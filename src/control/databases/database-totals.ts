/** What is summed over all statements of a database; each sum is of so many exchanges as its `n`. */
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

/** Those that a budget may be for, which are summed by block of time, too. */
export const judgedTotals = ['statements', 'milliseconds', 'rows'] as const;

export type JudgedTotal = (typeof judgedTotals)[number];
