/** System errors about this process: no descriptor, port or memory is left for a connection. */
const ownLimits: ReadonlySet<string> = new Set([
  'EMFILE',
  'ENFILE',
  'EADDRNOTAVAIL',
  'ENOBUFS',
  'ENOMEM',
  'EAI_MEMORY',
]);

/** Whether an error says something about this machine, and nothing about the deployment. */
export function isOwnLimit(error: Error): boolean {
  return ownLimits.has(codeOf(error));
}

/** The code of an error or of what caused it; empty where neither has one. */
export function codeOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string') return code;
  return error.cause instanceof Error ? codeOf(error.cause) : '';
}
