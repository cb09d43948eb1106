import type { AddressInfo } from 'node:net';

/** `HOST:PORT`, with IPv6 hosts in brackets; the URL of a Unix socket stays as it is. */
export function addressText(bound: AddressInfo | string): string {
  if (typeof bound === 'string') return bound;
  const { address, family, port } = bound;
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}
