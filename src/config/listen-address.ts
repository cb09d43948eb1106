import { failure, type Result, success } from '../vocabulary/result.ts';
import { isSocketText, parseSocket, type SocketAddress } from './unix-socket.ts';

interface HostAndPort {
  /** An IPv6 address is without its brackets. */
  readonly host: string;
  readonly port: number;
}

const shape = /^(\[[0-9a-fA-F:]+\]|[^:[\]/\s]+):(\d{1,5})$/;

/** Reads `HOST:PORT`, with IPv6 hosts in brackets. Port 0 asks the system for a free one. */
export function parseHostAndPort(text: string): Result<HostAndPort> {
  const [, host = '', digits] = shape.exec(text) ?? [];
  if (digits === undefined) {
    return failure(
      isSocketText(text)
        ? 'a Unix socket is not possible here: write an address as HOST:PORT, for example 127.0.0.1:9900'
        : 'write an address as HOST:PORT, for example 127.0.0.1:8080',
    );
  }
  const port = Number(digits);
  if (port > 65_535) return failure('a port is at most 65535');
  return success({ host: host.replace(/^\[|\]$/g, ''), port });
}

/** The same, or a Unix socket. */
export function parseListenAddress(text: string): Result<HostAndPort | SocketAddress> {
  return isSocketText(text) ? parseSocket(text) : parseHostAndPort(text);
}
