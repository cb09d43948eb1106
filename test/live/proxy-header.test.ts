import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProxyHeader } from '../../src/live/proxy-header.ts';
import { binaryHeader, textHeader } from '../support/proxy-headers.ts';

const ipv4 = { family: 4, source: '192.0.2.7', target: '198.51.100.1' } as const;
const ipv6 = { family: 6, source: '2001:db8::7', target: '2001:db8::1' } as const;

function complete(header: Buffer, address: string | null) {
  return { kind: 'complete', length: header.length, address };
}

describe('a PROXY header with an address', () => {
  it.each([
    ['version 1, IPv4', textHeader(ipv4), '192.0.2.7'],
    ['version 1, IPv6', textHeader(ipv6), '2001:db8::7'],
    [
      'version 1, IPv6 in full',
      textHeader({ ...ipv6, source: '2001:0DB8:0:0:0:0:0:7' }),
      '2001:db8::7',
    ],
    ['version 2, IPv4', binaryHeader(ipv4), '192.0.2.7'],
    ['version 2, IPv6', binaryHeader(ipv6), '2001:db8::7'],
    [
      'version 2, IPv4 in IPv6',
      binaryHeader({ ...ipv6, source: '::ffff:192.0.2.7' }),
      '::ffff:192.0.2.7',
    ],
    [
      'version 2 with fields behind the addresses',
      binaryHeader({ ...ipv4, fields: Buffer.alloc(300, 3) }),
      '192.0.2.7',
    ],
  ])('is read: %s', (_, header, address) => {
    expect(readProxyHeader(header)).toEqual(complete(header, address));
  });

  it('ends at its stated length, whatever follows', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sound), fc.uint8Array(), (header, behind) => {
        const bytes = Buffer.concat([header, behind]);
        expect(readProxyHeader(bytes)).toEqual(readProxyHeader(header));
      }),
      { seed: 1 },
    );
  });

  it('is incomplete at each byte before its end', () => {
    for (const header of sound) {
      for (let end = 0; end < header.length; end += 1) {
        expect(readProxyHeader(header.subarray(0, end))).toEqual({ kind: 'incomplete' });
      }
    }
  });
});

const local = binaryHeader({ ...ipv4, command: 0x20 });
const sound = [
  textHeader(ipv4),
  textHeader(ipv6),
  Buffer.from('PROXY UNKNOWN\r\n'),
  binaryHeader(ipv4),
  binaryHeader({ ...ipv6, fields: Buffer.alloc(20) }),
  local,
];

describe('a PROXY header without a usable address', () => {
  it.each([
    ['version 1, UNKNOWN', Buffer.from('PROXY UNKNOWN\r\n')],
    ['version 1, UNKNOWN with addresses', Buffer.from('PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n')],
    ['version 2, LOCAL with addresses', local],
    ['version 2, LOCAL with nothing', binaryHeader({ command: 0x20, protocol: 0, addresses: '' })],
    ['version 2, unspecified', binaryHeader({ protocol: 0, addresses: '' })],
    ['version 2, datagrams', binaryHeader({ ...ipv4, protocol: 0x12 })],
    ['version 2, a Unix socket', binaryHeader({ protocol: 0x31, addresses: 'a'.repeat(216) })],
  ])('is accepted: %s', (_, header) => {
    expect(readProxyHeader(header)).toEqual(complete(header, null));
  });
});

describe('bytes that are not a valid PROXY header', () => {
  it.each([
    ['a request', 'GET / HTTP/1.1\r\n'],
    ['a TLS handshake', '\x16\x03\x01'],
    ['an empty line and a request', '\r\nGET /'],
    ['lower case', 'proxy '],
    ['no space', 'PROXY\t'],
  ])('are reported as a missing header: %s', (_, text) => {
    expect(faultOf(Buffer.from(text, 'latin1'))).toBe('missing');
  });

  it.each([
    ['another family', 'PROXY TCP5 192.0.2.7 192.0.2.8 1 2\r\n'],
    ['no family', 'PROXY \r\n'],
    ['UNKNOWN with more letters', 'PROXY UNKNOWNS\r\n'],
    ['an address of the other family', 'PROXY TCP4 ::1 ::1 1 2\r\n'],
    ['an address with a leading zero', 'PROXY TCP4 192.0.2.07 192.0.2.8 1 2\r\n'],
    ['an address with a zone', 'PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n'],
    ['a host name', 'PROXY TCP4 localhost 192.0.2.8 1 2\r\n'],
    ['two spaces', 'PROXY TCP4  192.0.2.7 192.0.2.8 1 2\r\n'],
    ['no ports', 'PROXY TCP4 192.0.2.7 192.0.2.8\r\n'],
    ['one port', 'PROXY TCP4 192.0.2.7 192.0.2.8 1\r\n'],
    ['three ports', 'PROXY TCP4 192.0.2.7 192.0.2.8 1 2 3\r\n'],
    ['a port that is too large', 'PROXY TCP4 192.0.2.7 192.0.2.8 1 65536\r\n'],
    ['a port with a leading zero', 'PROXY TCP4 192.0.2.7 192.0.2.8 01 2\r\n'],
    ['a line feed in the line', 'PROXY TCP4 192.0.2.7\n 192.0.2.8 1 2\r\n'],
    ['a line without an end', 'PROXY UNKNOWN'.padEnd(107, 'a')],
    ['a line with a late end', `${'PROXY UNKNOWN '.padEnd(106, 'a')}\r\n`],
  ])('are malformed in version 1: %s', (_, text) => {
    expect(faultOf(Buffer.from(text, 'latin1'))).toBe('malformed');
  });

  it.each([
    ['version 1', { ...ipv4, command: 0x11 }],
    ['version 3', { ...ipv4, command: 0x31 }],
    ['another command', { ...ipv4, command: 0x22 }],
    ['another family', { ...ipv4, protocol: 0x41 }],
    ['another transport', { ...ipv4, protocol: 0x13 }],
    ['addresses that are too short for IPv4', { protocol: 0x11, addresses: 'a'.repeat(11) }],
    ['addresses that are too short for IPv6', { protocol: 0x21, addresses: 'a'.repeat(35) }],
    [
      'addresses that are too short for Unix sockets',
      { protocol: 0x31, addresses: 'a'.repeat(215) },
    ],
  ])('are malformed in version 2: %s', (_, spec) => {
    expect(faultOf(binaryHeader(spec))).toBe('malformed');
  });

  it('are too large above 4096 bytes, as soon as the length is known', () => {
    const fields = Buffer.alloc(4096 - 16 - 12);
    expect(faultOf(binaryHeader({ ...ipv4, fields }))).toBeNull();
    const larger = binaryHeader({ ...ipv4, fields: Buffer.alloc(fields.length + 1) });
    expect(faultOf(larger.subarray(0, 16))).toBe('too_large');
  });

  it('never provide an address, for random bytes', () => {
    const starts = fc.constantFrom('PROXY TCP4 ', 'PROXY TCP6 ', binaryStart);
    fc.assert(
      fc.property(starts, fc.string({ unit: 'binary' }), (start, rest) => {
        const header = readProxyHeader(Buffer.from(`${start}${rest}`, 'latin1'));
        if (header.kind !== 'complete' || header.address === null) return;
        expect(header.address).toMatch(/^[0-9a-f:.]+$/);
      }),
      { seed: 2 },
    );
  });
});

const binaryStart = binaryHeader(ipv4).toString('latin1', 0, 16);

function faultOf(bytes: Buffer): string | null {
  const header = readProxyHeader(bytes);
  return header.kind === 'invalid' ? header.fault : null;
}
