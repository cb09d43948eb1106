import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import { cr } from '../wire/octets.ts';

/** Why a connection has no valid PROXY header. */
export type ProxyHeaderFault = 'missing' | 'malformed' | 'too_large';

export type ProxyHeader =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'invalid'; readonly fault: ProxyHeaderFault }
  | {
      readonly kind: 'complete';
      readonly length: number;
      /** Where the client connected from; null if the header says that the connection's own address counts. */
      readonly address: string | null;
    };

/** Its sender may add fields to version 2, such as names from certificates. nginx has the same limit. */
const bytesMax = 4096;
/** With the longest addresses, and CRLF. */
const textBytesMax = 107;

const textStart = Buffer.from('PROXY ');
const binaryStart = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
/** The signature, command and family, and the length of the rest. */
const binaryPrefixBytes = 16;
const local = 0x20;
const proxied = 0x21;

/**
 * Reads the PROXY header of version 1 or 2 at the start of a connection, as
 * https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt defines it. Skips the fields behind the addresses.
 *
 * @param bytes all bytes received on the connection
 */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  const isBinary = bytes[0] === cr;
  const start = isBinary ? binaryStart : textStart;
  const seen = Math.min(bytes.length, start.length);
  if (bytes.compare(start, 0, seen, 0, seen) !== 0) return invalid('missing');
  if (seen < start.length) return incomplete;
  return isBinary ? readBinary(bytes) : readText(bytes);
}

/** Version 1: one line. */
function readText(bytes: Buffer): ProxyHeader {
  const line = bytes.toString('latin1', 0, textBytesMax);
  const end = line.indexOf('\r\n');
  if (end < 0) return bytes.length < textBytesMax ? incomplete : invalid('malformed');
  const [, family = '', rest = ''] =
    /^.{6}(TCP4|TCP6|UNKNOWN)(?: (.*))?$/s.exec(line.slice(0, end)) ?? [];
  const length = end + 2;
  if (family === 'UNKNOWN') return complete(length, null);
  const isAddress = family === 'TCP4' ? isIPv4 : isPlainIPv6;
  const [source = '', target = '', ...ports] = rest.split(' ');
  const isSound =
    family !== '' &&
    isAddress(source) &&
    isAddress(target) &&
    ports.length === 2 &&
    ports.every(isPort);
  if (!isSound) return invalid('malformed');
  return complete(length, family === 'TCP4' ? source : shortIPv6(source));
}

/** The address families of version 2, with the length of both addresses and ports. */
interface Family {
  readonly addressBytes: number;
  readonly addressOf: (bytes: Buffer) => string | null;
}

const families: ReadonlyMap<number, Family> = new Map<number, Family>([
  [0x00, { addressBytes: 0, addressOf: () => null }],
  [0x10, { addressBytes: 12, addressOf: ipv4At }],
  [0x20, { addressBytes: 36, addressOf: ipv6At }],
  // A Unix socket of the proxy's machine, which says nothing about where the client is.
  [0x30, { addressBytes: 216, addressOf: () => null }],
]);
/** Below it there is only `unspecified`. */
const stream = 1;
const datagrams = 2;

/** Version 2. */
function readBinary(bytes: Buffer): ProxyHeader {
  if (bytes.length < binaryPrefixBytes) return incomplete;
  const [command = 0, protocol = 0] = bytes.subarray(binaryStart.length);
  const restBytes = bytes.readUInt16BE(14);
  const length = binaryPrefixBytes + restBytes;
  if (command !== local && command !== proxied) return invalid('malformed');
  if (length > bytesMax) return invalid('too_large');
  // The proxy's own connection, for a health check for example: the rest of the header means nothing.
  if (command === local) return bytes.length < length ? incomplete : complete(length, null);
  const family = families.get(protocol & 0xf0);
  const transport = protocol & 0x0f;
  if (family === undefined || transport > datagrams || restBytes < family.addressBytes) {
    return invalid('malformed');
  }
  if (bytes.length < length) return incomplete;
  return complete(length, transport === stream ? family.addressOf(bytes) : null);
}

function ipv4At(bytes: Buffer): string {
  return bytes.subarray(binaryPrefixBytes, binaryPrefixBytes + 4).join('.');
}

function ipv6At(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    bytes.readUInt16BE(binaryPrefixBytes + 2 * index).toString(16),
  );
  return shortIPv6(groups.join(':'));
}

function shortIPv6(address: string): string {
  return new SocketAddress({ address, family: 'ipv6' }).address;
}

/** A zone is a name of the proxy's machine. */
function isPlainIPv6(text: string): boolean {
  return isIPv6(text) && !text.includes('%');
}

function isPort(text: string): boolean {
  return /^(?:0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535;
}

const incomplete: ProxyHeader = { kind: 'incomplete' };

function complete(length: number, address: string | null): ProxyHeader {
  return { kind: 'complete', length, address };
}

function invalid(fault: ProxyHeaderFault): ProxyHeader {
  return { kind: 'invalid', fault };
}
