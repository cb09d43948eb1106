/** Of a verdict, for `gate`, `replay`, `rollout` and `report`. */
export const exitCodes = { pass: 0, fail: 1, inconclusive: 2 } as const;

/** There is no verdict; or nothing was done, because the journal is broken or another process holds it. */
export const refusedExitCode = 3;

/** The command line, a config or another given file is wrong: EX_USAGE of sysexits.h, which no verdict has. */
export const usageExitCode = 64;
