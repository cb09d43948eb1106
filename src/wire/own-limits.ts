/**
 * System errors of a connection that say something about the machine Parallax runs on, and nothing about the
 * deployment. All others are the deployment's: it refuses (ECONNREFUSED), resets, does not answer (ETIMEDOUT,
 * EHOSTUNREACH, ENETUNREACH), has no such name (ENOTFOUND), or has an untrusted certificate.
 */
const ownLimits: ReadonlySet<string> = new Set([
  'EMFILE', // no descriptor is left, of this process
  'ENFILE', // or of the machine
  'ENOBUFS',
  'ENOMEM',
  'EADDRNOTAVAIL', // no port is left, or the machine has no address of this family
  'EADDRINUSE', // the port that was chosen has this very connection already
  'EAGAIN', // no port is left, or no room in the table of routes
  'ENETDOWN', // the interface is down
  'EAFNOSUPPORT', // the machine has no addresses of this family
  'EPERM', // a filter on this machine forbids it, or its table of connections is full
  'EACCES',
  'EAI_AGAIN', // the resolver gave no answer
  'EAI_FAIL',
  'EAI_MEMORY',
  'EAI_SYSTEM',
  'ERR_SSL_MALLOC_FAILURE',
]);

/** Errors that say nothing if the deployment has another address to try. */
const noSuchFamily: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENETUNREACH']);

/**
 * System errors by which a connection to a Unix socket fails for a reason of its own: there is no file, its mode
 * forbids to connect, or its queue of connections is full. Their codes get a prefix, as some of them are own limits
 * elsewhere.
 */
const socketErrors: ReadonlySet<string> = new Set(['ENOENT', 'EACCES', 'EPERM', 'EAGAIN']);

/** Whether an error says something about this machine, and nothing about the deployment. */
export function isOwnLimit(error: Error): boolean {
  return isOwnLimitCode(codeOf(error));
}

/** The same for an error code. */
export function isOwnLimitCode(code: string): boolean {
  return ownLimits.has(code);
}

/**
 * The code of an error or of its cause; empty if neither has one. `unix:ENOENT` is that of a Unix socket. If several addresses were tried and one failed
 * because of this machine, the code of that one counts: the deployment might have answered there.
 */
export function codeOf(error: Error): string {
  if (error instanceof AggregateError) return codeOfAll(error);
  const { code, syscall, address } = error as NodeJS.ErrnoException & { address?: unknown };
  if (typeof code === 'string') {
    const isSocket = syscall === 'connect' && typeof address === 'string' && address[0] === '/';
    return isSocket && socketErrors.has(code) ? `unix:${code}` : code;
  }
  return error.cause instanceof Error ? codeOf(error.cause) : '';
}

function codeOfAll({ errors }: AggregateError): string {
  const codes = errors.map((one: unknown) => (one instanceof Error ? codeOf(one) : ''));
  const informative = codes.filter((code) => !noSuchFamily.has(code));
  const candidates = informative.length > 0 ? informative : codes;
  return candidates.find((code) => ownLimits.has(code)) ?? candidates[0] ?? '';
}
