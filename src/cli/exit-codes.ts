/** Of a verdict, for `gate`, `rollout` and `report`. */
export const exitCodes = { pass: 0, fail: 1, inconclusive: 2 } as const;

/** No verdict is to be had; or the journal is broken, or another process holds it, and nothing was done. */
export const refusedExitCode = 3;

/**
 * What was written is at fault, on the command line or in the plan. Of every other command, 2 is such a fault; of
 * these, it is a verdict.
 */
export const usageExitCode = 64;
