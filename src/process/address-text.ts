import type { AddressInfo } from 'node:net';
import { hostAndPort } from '../vocabulary/host-and-port.ts';

/** `HOST:PORT`, with IPv6 hosts in brackets; the URL of a Unix socket stays as it is. */
export function addressText(bound: AddressInfo | string): string {
  return typeof bound === 'string' ? bound : hostAndPort({ host: bound.address, port: bound.port });
}
