import { ParallaxError } from '../vocabulary/errors.ts';

/** The system's error when Parallax cannot listen at an address. */
interface ListenError extends NodeJS.ErrnoException {
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
}

/** Why Parallax could not start, as a line; null if the cause needs a stack trace. */
export function startFaultWords(error: unknown): string | null {
  if (error instanceof ParallaxError) return error.message;
  if (!(error instanceof Error)) return null;
  const { syscall, code = '', address = '', port, hostname = '' } = error as ListenError;
  if (syscall === 'getaddrinfo') return `cannot listen on ${hostname}: no such host (${code})`;
  if (syscall !== 'listen') return null;
  const host = address.includes(':') ? `[${address}]` : address;
  return `cannot listen on ${host}:${port ?? ''}: ${listenReason(code)}`;
}

function listenReason(code: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return 'another program listens there (EADDRINUSE)';
    case 'EADDRNOTAVAIL':
      return 'this machine has no such address (EADDRNOTAVAIL)';
    case 'EACCES':
      return 'this user may not use the port (EACCES)';
    default:
      return code;
  }
}
