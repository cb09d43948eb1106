/** As those of `parallax gate`. */
export const exitCodes = { pass: 0, fail: 1, inconclusive: 2 } as const;

/** The journal is broken, or another process holds it: nothing was done. */
export const refusedExitCode = 3;

/** What was written is at fault, on the command line or in the plan. */
export const usageExitCode = 64;

export const exitCodesHelp =
  '\nExits with 0 when all is well: a step was taken, or every environment has passed; 1 when the rollout is\n' +
  'stopped; 2 when it waits; 3 when the journal is broken or in use; and 64 when the command line or the\n' +
  'plan is at fault.';
