import type { LegFailure } from '../../vocabulary/pair.ts';

/** There is no connection to the candidate: refused, unreachable, name not found, TLS failure. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';
}

/**
 * Which kind of failure an error of undici, Node or the system stands for.
 *
 * @param headRead the head of the final answer had been read
 */
export function failureOf(error: Error, headRead: boolean): LegFailure {
  if (error instanceof NotConnected) return 'refused';
  return isReset(error, headRead) ? 'reset' : 'invalid';
}

/** The connection ended, as far as it went it was HTTP. */
function isReset(error: Error, headRead: boolean): boolean {
  const code = codeOf(error);
  // Without a code of their own, these are distinguished by their messages.
  if (code === 'UND_ERR_SOCKET') return !error.message.startsWith('bad ');
  if (error.name === 'HTTPParserError') return error.message.includes('Invalid EOF state');
  // Also said of two lengths in one head.
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return headRead;
  return 'syscall' in error || code.startsWith('ERR_SSL_');
}

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
