/** Of a verdict, for `gate`, `rollout` and `report`. */
export const exitCodes = { pass: 0, fail: 1, inconclusive: 2 } as const;

/** There is no verdict; or nothing was done, because the journal is broken or another process holds it. */
export const refusedExitCode = 3;

/**
 * The command line or the plan is wrong. Other commands exit with 2 then; for these commands, 2 is a verdict.
 */
export const usageExitCode = 64;
