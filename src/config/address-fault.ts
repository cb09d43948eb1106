import { isSocketText } from './unix-socket.ts';

const shape = /^(\[[0-9a-fA-F:]+\]|[^:[\]/\s]+):\d{1,5}$/;

/** The fault of a text as `HOST:PORT`, with IPv6 hosts in brackets; null if it is valid. */
export function addressFault(text: string): string | null {
  if (shape.test(text)) {
    return Number(text.slice(text.lastIndexOf(':') + 1)) > 65_535
      ? 'a port is at most 65535'
      : null;
  }
  return isSocketText(text)
    ? 'a Unix socket is not possible here: write an address as HOST:PORT, for example 127.0.0.1:9900'
    : 'write an address as HOST:PORT, for example 127.0.0.1:8080';
}
